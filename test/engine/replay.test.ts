import { readFileSync } from 'node:fs';
import t from 'tap';
import { JsonOutput } from '../../src/cli/replayOutput.js';
import { replayRecording } from '../../src/engine/replay.js';
import { parseEvemu } from '../../src/linux/evemu.js';
import { eventType, key } from '../../src/linux/inputEventCodes.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';
import { sourcePath } from '../support/sourceTree.js';

const settings = {
  performer: { octave: 4, transpose: 0, channel: 0, bank: 0, program: 0, velocity: defaultVelocity },
  chatterWindowUs: 20_000,
  programs: [0, 14, 19, 25, 33, 48, 81].map((program) => ({ bank: 0, program })),
};

/** A recording of key events at milliseconds. */
function recordingOf(...strokes: readonly (readonly [ms: number, code: number, value: number])[]) {
  return parseEvemu(
    strokes
      .map(
        ([ms, code, value]) =>
          `E: ${Math.floor(ms / 1000)}.${String((ms % 1000) * 1000).padStart(6, '0')} 1 ${code.toString(16)} ${value}`,
      )
      .join('\n'),
    'test',
  );
}

t.test('every event at its own time, whatever the time of day', async (t) => {
  const log = new MusicalLog();
  replayRecording(recordingOf([5000, key.q, 1], [5300, key.q, 0]), settings, [log]);
  t.match(log.events, [
    { type: 'note-on', key: 48, timeUs: 0 },
    { type: 'note-off', key: 48, timeUs: 300_000 },
  ]);
});

t.test('what waits between two events happens between them', async (t) => {
  const log = new MusicalLog();
  const path = replayRecording(
    recordingOf([0, key.esc, 1], [500, key.q, 1], [508, key.q, 0], [1500, key.w, 1], [1600, key.w, 0]),
    settings,
    [log],
  );
  t.ok(path.performer.deactivationRequested, 'Esc was held for a second');
  t.same(
    log.events.flatMap((event) => (event.type === 'note-off' ? [event.timeUs] : [])),
    [520_000, 1_600_000],
  );
});

t.test('what is held at the end ends there, the pedal included', async (t) => {
  const log = new MusicalLog();
  replayRecording(recordingOf([0, key.space, 1], [10, key.q, 1], [400, key.w, 1]), settings, [log]);
  t.same(pairingFaults(log.events), []);
  t.match(
    log.of('control-change').map(({ value }) => value),
    [127, 0],
  );
  t.ok(log.events.every(({ timeUs }) => timeUs <= 420_000));
});

t.test('every output gets every event', async (t) => {
  const [one, other] = [new MusicalLog(), new MusicalLog()];
  replayRecording(
    recordingOf([0, key.q, 1], [100, key.pageDown, 1], [200, key.space, 1], [300, key.esc, 1]),
    settings,
    [one, other],
  );
  t.same(one.events, other.events);
  t.same(
    new Set(one.events.map(({ type }) => type)),
    new Set(['note-on', 'note-off', 'program-change', 'control-change', 'panic']),
  );
});

t.test('the statistics are those of the recording', async (t) => {
  const recording = parseEvemu('E: 0.0 1 10 1\nE: 0.1 1 10 7\nE: 0.2 1 11 0\nE: 0.3 1 10 0', 'test');
  const { statistics, strokes } = replayRecording(recording, settings, []);
  t.match(statistics, { events: 4, malformed: 1, backwards: 0, resyncs: 0 });
  t.equal(strokes.strayReleases, 1);
});

t.test('the demo gives the same JSON every time, to the byte', async (t) => {
  const recording = parseEvemu(readFileSync(sourcePath('test/traces/demo.evemu'), 'utf8'), 'demo.evemu');
  const [first, second] = [1, 2].map(() => {
    const output = new JsonOutput();
    replayRecording(recording, settings, [output]);
    return output.text();
  });
  t.ok(first === second);
  const presses = [...recording.events.type].filter(
    (type, index) => type === eventType.key && recording.events.value[index] === 1,
  );
  t.ok((first ?? '').split('\n').length > presses.length, 'and it is not empty');
});
