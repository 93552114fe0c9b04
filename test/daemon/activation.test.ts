import t from 'tap';
import { Activation } from '../../src/daemon/activation.js';
import type { ActivationReport, DeviceRequest } from '../../src/engine/messages.js';
import { SynthError } from '../../src/errors/errors.js';

const report: ActivationReport = {
  driver: 'jack',
  devices: [],
  scheduling: { policy: 'other', priority: 0, how: 'not asked for' },
  activatedInMs: 1,
};
const keyboard: DeviceRequest = { path: '/dev/input/event3', kind: 'keyboard' };

/** An engine that does nothing, and a list of what happened. */
function instrument(failure?: SynthError) {
  const told: string[] = [];
  const engine = {
    async activate(devices: readonly DeviceRequest[]) {
      told.push(`open ${devices.map(({ path }) => path).join()}`);
      await Promise.resolve();
      if (failure !== undefined) throw failure;
      return report;
    },
    async deactivate() {
      told.push('close');
      await Promise.resolve();
    },
  };
  const activation = new Activation(engine, () => [keyboard]);
  activation.on('activated', ({ driver }) => told.push(`on ${driver}`));
  activation.on('deactivated', (reason) => told.push(`off: ${reason}`));
  return { activation, told };
}

t.test('on and off', async (t) => {
  const { activation, told } = instrument();
  t.equal(activation.active, false);
  await activation.activate();
  t.equal(activation.active, true);
  await activation.deactivate('Esc was held');
  t.equal(activation.active, false);
  t.same(told, ['open /dev/input/event3', 'on jack', 'close', 'off: Esc was held']);
});

t.test('while it is turned off it says so', async (t) => {
  for (const failure of [undefined, new SynthError('ENGINE_NOT_RESPONDING', 'It hangs.', 'Wait.')]) {
    const during: boolean[] = [];
    const activation: Activation = new Activation(
      {
        activate: async () => report,
        deactivate: async () => {
          during.push(activation.deactivating);
          if (failure !== undefined) throw failure;
        },
      },
      () => [keyboard],
    );
    await activation.activate();
    t.equal(activation.deactivating, false);
    await activation.deactivate('Esc was held').catch(() => undefined);
    t.same(during, [true]);
    t.equal(activation.deactivating, false);
  }
});

t.test('what it is already it need not become', async (t) => {
  const { activation, told } = instrument();
  await activation.deactivate('twice');
  await activation.activate();
  await activation.activate();
  t.same(told, ['open /dev/input/event3', 'on jack']);
});

t.test('changes wait for one another', async (t) => {
  const { activation, told } = instrument();
  await Promise.all([
    activation.toggle('a'),
    activation.toggle('b'),
    activation.activate(),
    activation.toggle('c'),
  ]);
  t.equal(activation.active, false);
  t.same(told, [
    'open /dev/input/event3',
    'on jack',
    'close',
    'off: b',
    'open /dev/input/event3',
    'on jack',
    'close',
    'off: c',
  ]);
});

t.test('a failure is told to whoever asked, and the next may try', async (t) => {
  const { activation, told } = instrument(
    new SynthError('AUDIO_UNAVAILABLE', 'No driver opens.', 'Start one.'),
  );
  const attempts = [activation.activate(), activation.activate()];
  for (const attempt of attempts) await t.rejects(attempt, { code: 'AUDIO_UNAVAILABLE' });
  t.equal(activation.active, false);
  t.equal(told.length, 2);
});

t.test('an obstacle turns it off and keeps it off', async (t) => {
  const { activation, told } = instrument();
  await activation.activate();
  await activation.obstruct('locked', 'the session was locked');
  t.equal(activation.active, false);
  t.equal(told.at(-1), 'off: the session was locked');
  await t.rejects(activation.activate(), { code: 'SESSION_LOCKED', message: /is locked/ });
  await activation.obstruct('sleep', 'the machine sleeps');
  activation.clear('locked');
  await t.rejects(activation.toggle('x'), { code: 'SESSION_LOCKED', message: /going to sleep/ });
  activation.clear('sleep');
  t.equal(activation.obstacle, undefined);
  await activation.activate();
  t.equal(activation.active, true);
});

t.test('an obstacle that comes while it is turned on turns it off', async (t) => {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const told: string[] = [];
  const activation = new Activation(
    {
      async activate() {
        told.push('opening');
        await opened;
        return report;
      },
      async deactivate() {
        told.push('closed');
      },
    },
    () => [],
  );
  const turning = activation.activate();
  await new Promise(setImmediate);
  const obstructed = activation.obstruct('background', 'another session');
  t.same(told, ['opening']);
  open();
  await Promise.all([turning, obstructed]);
  t.equal(activation.active, false);
  t.same(told, ['opening', 'closed']);
});

t.test('one that is asked for while an obstacle is in the way is refused', async (t) => {
  const { activation, told } = instrument();
  const turning = activation.activate();
  const obstructed = activation.obstruct('background', 'another session');
  await t.rejects(turning, { code: 'SESSION_LOCKED' }, 'its turn had not come');
  await obstructed;
  t.same(told, []);
});
