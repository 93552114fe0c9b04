import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { runProgram } from '../support/runProgram.js';
import { sourcePath } from '../support/sourceTree.js';

const demo = sourcePath('test/traces/demo.evemu');

/** Q for 0.3 s, in the words of evemu-record. */
const tap = 'E: 0.000000 0001 0010 0001\nE: 0.000000 0000 0000 0000\nE: 0.300000 0001 0010 0000\n';

t.test('the demo as JSON: notes that pair up, and the same to the byte every time', async (t) => {
  const first = runProgram(['replay', demo, '--json']);
  t.match(first, { status: 0, stderr: '' });
  const events = first.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { type: string; key?: number });
  const count = (type: string) => events.filter((event) => event.type === type).length;
  t.ok(count('note-on') > 200, `${count('note-on')} notes`);
  t.equal(count('note-on'), count('note-off'));
  t.ok(runProgram(['replay', '--json', demo]).stdout === first.stdout);
});

t.test('flags and configuration take effect', async (t) => {
  const folder = t.testdir({ 'tap.evemu': tap, 'config.yaml': 'input: {keyboard: {transpose: 1}}' });
  const args = [
    'replay',
    'tap.evemu',
    '--json',
    '--octave',
    '5',
    '--velocity',
    '77',
    '--config',
    'config.yaml',
  ];
  t.match(runProgram(args, { folder }), {
    status: 0,
    stdout:
      '{"timeUs":0,"type":"note-on","channel":0,"key":61,"velocity":77,"source":"fixed"}\n' +
      '{"timeUs":300000,"type":"note-off","channel":0,"key":61}\n',
    stderr: '',
  });
});

t.test('as text, with the names of the presets', async (t) => {
  const { status, stdout } = runProgram(['replay', demo]);
  t.equal(status, 0);
  t.match(stdout, /^ +\d+\.\d{3} s {2}C4 +▇+ +\d+ {2}combined$/m);
  t.match(stdout, / s {2}program 25: Plucked String\n/);
});

t.test('rendered: a WAV file, with the events beside it only when asked for', async (t) => {
  const folder = t.testdir({ 'tap.evemu': tap });
  const quiet = runProgram(['replay', 'tap.evemu', '--render', 'out.wav'], { folder });
  t.equal(quiet.status, 0);
  t.match(quiet.stdout, /^out\.wav: \d+\.\d s\n$/);
  t.equal(readFileSync(join(folder, 'out.wav')).toString('latin1', 0, 4), 'RIFF');
  const both = runProgram(['replay', 'tap.evemu', '--render', 'out.wav', '--json'], { folder });
  t.match(both.stdout, /^\{"timeUs":0,"type":"note-on"/);
  t.notMatch(both.stdout, /out\.wav/, 'JSON is nothing but JSON');
});

t.test('a recording that is none leaves no WAV file', async (t) => {
  const folder = t.testdir({ 'noise.evemu': 'noise\n' });
  const { status, stderr } = runProgram(['replay', 'noise.evemu', '--render', 'out.wav'], { folder });
  t.equal(status, 1);
  t.match(stderr, /noise\.evemu line 1: .*\[RECORDING_INVALID\]/);
  t.notOk(existsSync(join(folder, 'out.wav')));
});
