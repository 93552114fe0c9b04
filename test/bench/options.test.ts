import t from 'tap';
import { readOptions, sectionNames, usage } from '../../bench/options.js';

t.test('without arguments everything is measured in at least ten pairs', (t) => {
  const options = readOptions([]);
  t.same(options.sections, sectionNames);
  t.ok(options.pairs >= 10);
  t.equal(options.peer, 'midi');
  t.equal(options.quick, false);
  t.equal(options.out, undefined);
  t.end();
});

t.test('arguments', (t) => {
  const options = readOptions(['--pairs', '12', '--only', 'start', '--only', 'memory', '--out', 'here']);
  t.equal(options.pairs, 12);
  t.same(options.sections, ['start', 'memory']);
  t.equal(options.out, 'here');
  t.equal(readOptions(['--peer', 'shell']).peer, 'shell');
  t.ok(readOptions(['-h']).help);
  t.end();
});

t.test('--quick is small, and gives way to numbers', (t) => {
  const { pairs, strikes } = readOptions([]);
  const quick = readOptions(['--quick']);
  t.ok(quick.pairs < pairs);
  t.ok(quick.strikes < strikes);
  t.equal(readOptions(['--quick', '--strikes', '33']).strikes, 33);
  t.end();
});

t.test('what makes no sense is refused by name', (t) => {
  t.throws(() => readOptions(['--pairs', '0']), /--pairs takes a whole number from 1, not "0"/);
  t.throws(() => readOptions(['--strikes', '2.5']), /--strikes/);
  t.throws(() => readOptions(['--only', 'sound']), /--only takes one of key-to-sound, .*, not "sound"/);
  t.throws(() => readOptions(['--peer', 'oboe']), /--peer takes one of midi, shell/);
  t.throws(() => readOptions(['--fast']), /--fast/);
  t.end();
});

t.test('the usage names every section', (t) => {
  for (const name of sectionNames) t.match(usage, name);
  t.end();
});
