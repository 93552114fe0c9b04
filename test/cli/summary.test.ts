import t from 'tap';
import { sessionStatistics, summaryTable } from '../../src/cli/summary.js';
import { CounterReader, CounterWriter, counter, createCounters } from '../../src/engine/counters.js';
import type { ReadyReport } from '../../src/engine/messages.js';

const report: ReadyReport = {
  driver: 'jack',
  sampleRate: 48_000,
  bufferSize: 64,
  programName: 'Keys',
  libraryVersion: '2.3.1',
  scheduling: { policy: 'fifo', priority: 60, how: 'granted by the kernel' },
  devices: [],
  startedInMs: 123,
};

function statisticsOf(play: (counters: CounterWriter) => void, measuredPeriodMs: number | null = null) {
  const shared = createCounters();
  play(new CounterWriter(shared));
  return sessionStatistics(new CounterReader(shared).snapshot(), report, measuredPeriodMs);
}

t.test('a session without a note', async (t) => {
  const statistics = statisticsOf(() => undefined);
  t.match(statistics, { notes: 0, events: 0, velocity: null, inputToEngineUs: null, startedInMs: 123 });
  t.equal(
    summaryTable(statistics),
    '  notes            0\n' +
      '  velocity         –\n' +
      '  input to engine  –\n' +
      '  audio            jack, 64 frames asked for\n' +
      '  play thread      fifo 60, granted by the kernel\n',
  );
});

t.test('notes: their velocities and how long they took', async (t) => {
  const statistics = statisticsOf((counters) => {
    for (let count = 0; count < 98; count++) counters.note(100, 64);
    counters.note(100, 20);
    counters.note(4000, 110);
    counters.set(counter.events, 321);
  }, 1.3333);
  t.match(statistics, {
    notes: 100,
    events: 321,
    velocity: { lowest: 20, median: 64, highest: 110 },
    audio: { driver: 'jack', periodFrames: 64, measuredPeriodMs: 1.3333 },
  });
  t.ok(Math.abs((statistics.inputToEngineUs?.p50 ?? 0) - 100) <= 100 / 16);
  const table = summaryTable(statistics);
  t.match(table, / notes +100\n/);
  t.match(table, / velocity +20 to 110, median 64\n/);
  t.match(table, / input to engine +p50 \d+ µs, p99 \d+ µs\n/);
  t.match(table, / audio +jack, 64 frames asked for, measured 1\.33 ms a period\n/);
});

t.test('the median of an even number of notes is one that was played', async (t) => {
  t.match(
    statisticsOf((counters) => {
      counters.note(1, 10);
      counters.note(1, 100);
    }).velocity,
    { lowest: 10, median: 10, highest: 100 },
  );
});

t.test('what was amiss is told only when something was', async (t) => {
  const statistics = statisticsOf((counters) => {
    counters.set(counter.chatter, 3);
    counters.set(counter.malformed, 4);
    counters.set(counter.notesMuted, 5);
  });
  const table = summaryTable(statistics, '/tmp/demo.wav');
  t.match(table, / key chatter +3 bounces held back\n/);
  t.match(table, / malformed events +4\n/);
  t.match(table, / notes without audio +5\n/);
  t.match(table, / sound written to +\/tmp\/demo\.wav\n$/);
  const columns = table.split('\n').filter((line) => line !== '');
  t.equal(new Set(columns.map((line) => line.search(/\S {2,}\S/) >= 0)).size, 1, 'every row has two columns');
});

t.test('as JSON it holds plain numbers', async (t) => {
  const statistics = statisticsOf((counters) => counters.note(100, 64));
  t.same(JSON.parse(JSON.stringify(statistics)), statistics);
});
