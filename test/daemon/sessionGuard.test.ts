import { EventEmitter } from 'node:events';
import t from 'tap';
import { Activation } from '../../src/daemon/activation.js';
import { SessionGuard } from '../../src/daemon/sessionGuard.js';
import { SynthError } from '../../src/errors/errors.js';
import type { LogindEvents } from '../../src/systemd/logind.js';

/** An active instrument under a guard, and the session that it watches. */
async function guarded(failure?: SynthError) {
  const told: string[] = [];
  const activation = new Activation(
    {
      activate: async () => ({
        driver: 'jack',
        devices: [],
        scheduling: { policy: 'other', priority: 0, how: '' },
        activatedInMs: 1,
      }),
      deactivate: async () => {
        if (failure !== undefined) throw failure;
      },
    },
    () => [],
  );
  activation.on('deactivated', (reason) => told.push(reason));
  const session = new EventEmitter<LogindEvents>();
  const patience = { widen: () => told.push('widen'), restore: () => told.push('restore') };
  new SessionGuard(activation, patience, (error) => told.push(String(error))).watch(session);
  await activation.activate();
  /** Sleep, and what is waited for before it. */
  const sleep = async (): Promise<void> => {
    const work: Promise<unknown>[] = [];
    session.emit('preparingForSleep', { waitUntil: (one) => work.push(one) });
    await Promise.all(work);
  };
  return { activation, session, told, sleep };
}

t.test('a lock turns it off, and keeps it off until the session is unlocked', async (t) => {
  const { activation, session, told } = await guarded();
  session.emit('locked');
  await new Promise(setImmediate);
  t.equal(activation.active, false);
  await t.rejects(activation.activate(), { code: 'SESSION_LOCKED' });
  session.emit('unlocked');
  t.equal(activation.active, false, 'it does not turn itself on');
  await activation.activate();
  t.equal(activation.active, true);
  t.same(told, ['the session was locked']);
});

t.test('so does another session on the seat', async (t) => {
  const { activation, session } = await guarded();
  session.emit('backgrounded');
  await new Promise(setImmediate);
  await t.rejects(activation.activate(), { code: 'SESSION_LOCKED', message: /foreground/ });
  session.emit('foregrounded');
  await activation.activate();
  t.equal(activation.active, true);
});

t.test('the machine waits until the keyboard is given back', async (t) => {
  const { activation, session, told, sleep } = await guarded();
  await sleep();
  t.equal(activation.active, false);
  t.same(told, ['widen', 'the machine goes to sleep']);
  await t.rejects(activation.activate(), { code: 'SESSION_LOCKED' });
  session.emit('resumed');
  t.same(told.at(-1), 'restore');
  await activation.activate();
  t.equal(activation.active, true);
});

t.test('when logind is gone nobody is kept from playing', async (t) => {
  const { activation, session } = await guarded();
  session.emit('locked');
  await new Promise(setImmediate);
  session.emit('unavailable', new SynthError('LOGIND_UNAVAILABLE', '', '').toFault());
  await activation.activate();
  t.equal(activation.active, true);
});

t.test('one that cannot be turned off is told of, and sleep is not kept waiting', async (t) => {
  const { told, sleep } = await guarded(new SynthError('ENGINE_NOT_RESPONDING', 'It hangs.', 'Restart it.'));
  await sleep();
  t.same(told, ['widen', 'SynthError: It hangs.']);
});
