import t from 'tap';
import { LastResort, longestSilenceMs } from '../../src/daemon/lastResort.js';
import type { Heartbeat } from '../../src/engine/heartbeat.js';
import { FakeInterval } from '../support/fakeInterval.js';

function watched() {
  const clock = new FakeInterval();
  const instrument: { heartbeat: Heartbeat } = { heartbeat: { alive: true } };
  const reasons: string[] = [];
  const resort = new LastResort(
    () => instrument.heartbeat,
    (reason) => reasons.push(reason),
    clock.start,
  );
  return { clock, instrument, reasons, resort };
}

const dead: Heartbeat = { alive: false, reason: 'the play thread does not turn' };

t.test('it gives up when the silence has been long enough, and not before', async (t) => {
  const { clock, instrument, reasons, resort } = watched();
  resort.begin();
  clock.advance(60_000);
  instrument.heartbeat = dead;
  clock.advance(longestSilenceMs - 1);
  t.same(reasons, []);
  instrument.heartbeat = { alive: true };
  clock.advance(2_000);
  instrument.heartbeat = dead;
  clock.advance(longestSilenceMs - 2_000);
  t.same(reasons, [], 'a sign of life in between counts');
  clock.advance(4_000);
  t.same(reasons.slice(0, 1), ['the play thread does not turn']);
});

t.test('asleep it does not look', async (t) => {
  const { clock, instrument, reasons, resort } = watched();
  resort.begin();
  resort.stop();
  instrument.heartbeat = dead;
  clock.advance(60_000);
  t.same(reasons, []);
});
