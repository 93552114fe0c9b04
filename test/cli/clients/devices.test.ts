import t from 'tap';
import { devices, explained } from '../../../src/cli/clients/devices.js';
import { SynthError } from '../../../src/errors/errors.js';
import { someDevice } from '../../support/fakeInstrument.js';
import { printed } from '../../support/printed.js';

const nobody = async (): Promise<never> => {
  throw new SynthError('DAEMON_NOT_REACHABLE', 'The daemon does not run.', 'Start it.');
};

t.test('every state has a reason', async (t) => {
  const reasons = new Set<string>();
  for (const State of ['playing', 'waiting', 'available', 'watched', 'denied', 'lost', 'ignored']) {
    const { Reason, Remedy } = explained({ ...someDevice, State });
    reasons.add(Reason);
    t.equal(Remedy !== '', State === 'denied' || State === 'lost', State);
  }
  t.equal(reasons.size, 7);
  t.match(explained({ ...someDevice, State: 'ignored', Kind: 'touchpad' }).Reason, /no letters/);
});

t.test('without the daemon, what was found is shown, and what keeps it from being played', async (t) => {
  const found = () => [{ ...someDevice, State: 'denied' }];
  const text = await printed(() => devices(nobody, false, found));
  t.match(text, /^\/dev\/input\/event5 +denied +keyboard /);
  t.match(text, /\/dev\/input\/event5: it may not be read\n {2}remedy: sudo usermod -aG input/);
  t.match(text, /The daemon does not run; this is what it would find\.\n$/);
  t.match(await printed(() => devices(nobody, false, () => [])), /^No input device was found\.\n/);
  t.match(JSON.parse(await printed(() => devices(nobody, true, found))), { daemon: false, devices: [{}] });
});

t.test('other failures are not hidden', async (t) => {
  const broken = async (): Promise<never> => {
    throw new SynthError('TIMED_OUT', 'No answer.', 'Wait.');
  };
  await t.rejects(
    devices(broken, true, () => []),
    { code: 'TIMED_OUT' },
  );
});
