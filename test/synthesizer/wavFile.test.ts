import { closeSync, constants, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { WavFileWriter } from '../../src/synthesizer/wavFile.js';
import { makeFifo } from '../support/fifo.js';
import { readWav } from '../support/wav.js';

const frames = new Int16Array([1, -1, 16_384, 0, -32_768, 32_767]);

t.test('frames come back as they were written, at their rate', (t) => {
  const path = join(t.testdir(), 'a.wav');
  const file = new WavFileWriter(path, 44_100);
  file.write(frames, 3);
  file.write(frames, 2);
  t.equal(file.seconds, 5 / 44_100);
  t.strictSame(readdirSync(t.testdirName), ['a.wav.partial'], 'it has its name when it is whole');
  file.finish();
  t.strictSame(readdirSync(t.testdirName), ['a.wav']);
  const { sampleRate, left } = readWav(path);
  t.equal(sampleRate, 44_100);
  t.strictSame([...left], [1 / 32_768, 0.5, -1, 1 / 32_768, 0.5]);
  const bytes = readFileSync(path);
  t.equal(bytes.length, 44 + 5 * 4);
  t.equal(bytes.readUInt32LE(4), bytes.length - 8, 'the length in the header is that of the rest');
  t.end();
});

t.test('an earlier WAV file and an empty file are replaced', (t) => {
  const folder = t.testdir({ 'a.wav': 'RIFF of earlier', 'b.wav': '' });
  for (const name of ['a.wav', 'b.wav']) {
    const file = new WavFileWriter(join(folder, name), 48_000);
    file.write(frames, 3);
    file.finish();
    t.equal(readWav(join(folder, name)).left.length, 3);
  }
  t.end();
});

t.test('one that is given up leaves what was there', (t) => {
  const path = join(t.testdir({ 'a.wav': 'RIFF of earlier' }), 'a.wav');
  const file = new WavFileWriter(path, 48_000);
  file.write(frames, 3);
  file.discard();
  t.equal(readFileSync(path, 'latin1'), 'RIFF of earlier');
  t.strictSame(readdirSync(t.testdirName), ['a.wav']);
  t.end();
});

t.test('nothing else is ever overwritten', (t) => {
  const folder = t.testdir({ 'thesis.odt': 'PK years of work' });
  mkdirSync(join(folder, 'folder'));
  for (const name of ['thesis.odt', 'folder'])
    t.throws(() => new WavFileWriter(join(folder, name), 48_000), {
      code: 'OUTPUT_UNWRITABLE',
      message: `${join(folder, name)} is there already and is not a WAV file; it is left alone.`,
    });
  t.equal(readFileSync(join(folder, 'thesis.odt'), 'latin1'), 'PK years of work');
  t.end();
});

t.test('a place that cannot be written', (t) => {
  const path = join(t.testdir({ file: '' }), 'file', 'a.wav');
  writeFileSync(join(t.testdirName, 'file'), 'x');
  t.throws(() => new WavFileWriter(path, 48_000), { code: 'OUTPUT_UNWRITABLE', remedy: /\S/ });
  t.end();
});

t.test('writing that fails is an error with a remedy, and can be given up', (t) => {
  const folder = t.testdir();
  const path = join(folder, 'a.wav');
  // A pipe that nobody reads any more fails as a disk that is full does.
  const reader = openSync(makeFifo(folder, 'a.wav.partial'), constants.O_RDWR | constants.O_NONBLOCK);
  const file = new WavFileWriter(path, 48_000);
  closeSync(reader);
  const fault = { code: 'OUTPUT_UNWRITABLE', message: `${path} cannot be written (EPIPE).`, remedy: /df -h/ };
  t.throws(() => file.write(frames, 3), fault);
  file.discard();
  t.strictSame(readdirSync(folder), []);
  t.end();
});

t.test('a name that was taken meanwhile is an error, and what was written can be given up', (t) => {
  const folder = t.testdir();
  const path = join(folder, 'a.wav');
  const file = new WavFileWriter(path, 48_000);
  mkdirSync(path);
  t.throws(() => file.finish(), { code: 'OUTPUT_UNWRITABLE', message: /EISDIR/ });
  file.discard();
  t.strictSame(readdirSync(folder), ['a.wav']);
  t.end();
});
