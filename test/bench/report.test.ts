import t from 'tap';
import type { Machine } from '../../bench/machine.js';
import { formatReport } from '../../bench/report.js';
import type { SectionResult } from '../../bench/section.js';

const machine: Machine = {
  cores: 4,
  cpu: 'A Processor',
  governor: 'performance',
  memory: 16,
  system: 'A System 12',
  kernel: '6.12.1',
  node: 'v20.1.0',
  fluidsynth: '2.3.1',
  jackd: '1.9.21',
  revision: 'abc1234',
  loadAverage: [0.5, 0.25, 0],
  realtime: true,
};

const result: SectionResult = {
  title: 'A section',
  comparisons: [{ name: 'delay', unit: 'µs', subject: [110, 300, 90], peer: [100, 200, 100] }],
  figures: [{ name: 'rate', unit: '1/s', values: [123456, 200000, 100] }],
  notes: ['A note.'],
};

const names = { subject: 'this program', peer: 'that program' };

function rowOf(report: string, name: string): string[] {
  const line = report.split('\n').find((each) => each.startsWith(`| ${name}`));
  return (line ?? '').split('|').map((cell) => cell.trim());
}

t.test('a comparison shows medians, and ratios pair by pair with their spread', (t) => {
  const row = rowOf(formatReport(names, machine, '', [result]), 'delay');
  const [, , unit, peer, subject, ratio, quartiles, range, noise] = row;
  t.same([unit, peer, subject], ['µs', '100', '110']);
  // 1.1, 1.5 and 0.9: the ratio of the medians would be 1.1 as well, that of the means 1.25.
  t.equal(ratio, '1.10');
  t.equal(quartiles, '0.90–1.50');
  t.equal(range, '0.90–1.50');
  t.equal(noise, '0.50–2.00', 'the ratio of each run of the peer to the one before');
  t.end();
});

t.test('the ratio is that of the pairs and not of the medians', (t) => {
  const comparison = { name: 'delay', unit: 'µs', subject: [10, 40, 30], peer: [20, 10, 30] };
  const row = rowOf(formatReport(names, machine, '', [{ ...result, comparisons: [comparison] }]), 'delay');
  t.equal(row[5], '1.00');
  t.end();
});

t.test('a figure shows its median, its range and how many runs it is of', (t) => {
  const row = rowOf(formatReport(names, machine, '', [result]), 'rate');
  t.same(row.slice(2, 6), ['1/s', '123456', '100–200000', '3']);
  t.end();
});

t.test('tables are Markdown: as many cells in every row, and a rule below the header', (t) => {
  const lines = formatReport(names, machine, '', [result]).split('\n');
  const tables = lines.filter((line) => line.startsWith('|'));
  t.equal(tables.length, 6);
  t.same(new Set(tables.slice(0, 3).map((line) => line.split('|').length)), new Set([10]));
  t.same(new Set(tables.slice(3).map((line) => line.split('|').length)), new Set([7]));
  t.equal(new Set(tables.slice(0, 3).map((line) => line.length)).size, 1, 'aligned');
  t.match(tables[1], /^\| -+ \| -+ \| -+: \|/);
  t.end();
});

t.test('machine, conditions, titles and notes are there', (t) => {
  const report = formatReport(names, machine, 'Some conditions.', [result]);
  for (const text of ['A Processor', 'governor performance', 'A System 12', '6.12.1', 'v20.1.0', '2.3.1'])
    t.match(report, text);
  t.match(report, 'load 0.50 0.25 0.00, real-time granted, revision abc1234.');
  t.match(report, 'Some conditions.');
  t.match(report, '### A section');
  t.match(report, '- A note.');
  t.match(formatReport(names, { ...machine, realtime: false }, '', []), 'real-time not granted');
  t.end();
});

t.test('nothing measured is a dash, not a number', (t) => {
  const nothing = {
    ...result,
    comparisons: [{ name: 'delay', unit: 'µs', subject: [], peer: [] }],
    figures: [{ name: 'rate', unit: '1/s', values: [] }],
  };
  const report = formatReport(names, machine, '', [nothing]);
  t.same(rowOf(report, 'delay').slice(3, 9), ['–', '–', '–', '–', '–', '–']);
  t.same(rowOf(report, 'rate').slice(3, 6), ['–', '–', '0']);
  t.end();
});
