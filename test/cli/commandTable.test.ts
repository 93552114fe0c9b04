import t from 'tap';
import { exitStatuses } from '../../src/cli/commandRow.js';
import { commandRows, flagRows, statusesOf, synopsis, wordRows } from '../../src/cli/commandTable.js';
import { type FlagRow, flagTable } from '../../src/cli/flagTable.js';
import { commandHelp, helpFor, overview } from '../../src/cli/help.js';
import { runners } from '../../src/cli/runners.js';

t.test('the table is in order', async (t) => {
  const names = commandRows.map(({ name }) => name);
  t.equal(new Set(names).size, names.length, 'every name once');
  t.same(Object.keys(runners).sort(), [...names].sort(), 'each has what runs it');
  for (const { name, flags, summary, operands, operandCount, statuses = [] } of commandRows) {
    t.equal(new Set(flags).size, flags.length, `${name}: every flag once`);
    t.equal(operands === undefined, operandCount === undefined, `${name}: operands and their count`);
    t.match(summary, /^[a-z].*[^.]$/, `${name}: a summary is no sentence`);
    for (const status of statuses) t.ok(status in exitStatuses, `${name}: ${status}`);
  }
  const shorts = Object.values(flagTable).flatMap((row: FlagRow) => row.short ?? []);
  t.equal(new Set(shorts).size, shorts.length, 'no letter twice');
  for (const { name } of flagRows) t.notOk(name in flagTable, `${name} is a command, or a flag`);
});

t.test('what prints data prints JSON', async (t) => {
  const data = ['status', 'devices', 'health', 'doctor', 'preset list', 'soundfont info', 'config', 'replay'];
  for (const name of [...data, 'check-config', 'program', 'test-mode', 'benchmark', 'midi-list'])
    t.ok(commandRows.find((row) => row.name === name)?.flags.includes('json'), name);
});

t.test('what deletes or overwrites takes --yes', async (t) => {
  for (const name of ['preset delete', 'preset save', 'config rollback'])
    t.ok(commandRows.find((row) => row.name === name)?.flags.includes('yes'), name);
});

t.test('the overview names every command and every flag of playing', async (t) => {
  const text = overview();
  for (const row of wordRows) t.ok(text.includes(`\n  ${row.name}`), row.name);
  for (const { name } of flagRows) t.ok(text.includes(`\n  --${name} `), name);
  for (const flag of wordRows[0]?.flags ?? []) t.ok(text.includes(`--${flag}`), flag);
  for (const line of text.split('\n')) t.ok(line.length <= 100, line);
  t.equal(helpFor([]), text);
});

t.test('the help of a command', async (t) => {
  for (const row of commandRows) {
    const text = commandHelp(row);
    t.ok(text.startsWith(`usage: ${synopsis(row)}\n`), row.name);
    for (const flag of row.flags) t.ok(text.includes(`--${flag}`), `${row.name} --${flag}`);
    for (const [status, meaning] of statusesOf(row))
      t.ok(text.replace(/\s+/g, ' ').includes(`${status} ${meaning}`), meaning);
    for (const line of text.split('\n')) t.ok(line.length <= 100, line);
  }
  const [first, second] = wordRows;
  if (first === undefined || second === undefined) throw new Error('the table is empty');
  t.equal(helpFor([first, second]), `${commandHelp(first)}\n${commandHelp(second)}`);
  t.match(synopsis(first), /^fw16-synth run \[OPTIONS\]$/);
});

t.test('statuses', async (t) => {
  const health = commandRows.find(({ name }) => name === 'health');
  if (health === undefined) throw new Error('there is no health');
  t.same(
    statusesOf(health).map(([status]) => status),
    [0, 1, 2, 3, 4, 5],
  );
});
