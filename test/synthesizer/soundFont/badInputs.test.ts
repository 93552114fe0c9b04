import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import t from 'tap';
import type { ErrorCode } from '../../../src/errors/errors.js';
import { ensureSoundFontSafe } from '../../../src/synthesizer/soundFont/probe.js';
import { asNobody } from '../../support/asNobody.js';
import { seededRandom } from '../../support/mutateSoundFont.js';
import { counted, fresh, rejection, writeFont } from '../../support/probeProcesses.js';
import { chunk, sampleHeader, tinySoundFont, words } from '../../support/tinySoundFont.js';

function written(bytes: Buffer | string): string {
  const path = fresh('input.sf2');
  writeFileSync(path, bytes);
  return path;
}

function folder(): string {
  const path = fresh('folder.sf2');
  mkdirSync(path);
  return path;
}

function pipe(): string {
  const path = fresh('pipe.sf2');
  execFileSync('mkfifo', [path]);
  return path;
}

function randomBytes(length: number): Buffer {
  const random = seededRandom(1);
  return Buffer.from(Array.from({ length }, () => Math.floor(256 * random())));
}

/** What a person may give in place of a sound font, and what the person is told to do. */
const inputs: readonly (readonly [string, () => string, ErrorCode, RegExp])[] = [
  ['missing', () => fresh('none.sf2'), 'SOUNDFONT_NOT_FOUND', /Check the path .*apt install/],
  ['no path', () => '', 'SOUNDFONT_NOT_FOUND', /Check the path .*apt install/],
  ['empty', () => written(''), 'SOUNDFONT_INVALID', /Download or copy the file again/],
  ['truncated', () => written(tinySoundFont().subarray(0, 1000)), 'SOUNDFONT_INVALID', /Download or copy/],
  ['random bytes', () => written(randomBytes(5000)), 'SOUNDFONT_INVALID', /Download .* another sound font/],
  ['a folder', folder, 'SOUNDFONT_UNREADABLE', /the path of a \.sf2 or \.sf3 file/],
  ['a named pipe', pipe, 'SOUNDFONT_UNREADABLE', /the path of a \.sf2 or \.sf3 file/],
  ['a device', () => '/dev/zero', 'SOUNDFONT_UNREADABLE', /the path of a \.sf2 or \.sf3 file/],
  ['DLS', () => written(chunk('RIFF', Buffer.from('DLS colh'))), 'SOUNDFONT_INVALID', /SoundFont 2/],
  ['zip', () => written('PK\x03\x04 and so on'), 'SOUNDFONT_INVALID', /unzip <file>/],
];
for (const [title, make, code, remedy] of inputs)
  t.test(`refused at once: ${title}`, async (t) => {
    const probe = counted();
    const options = { cacheDir: fresh('cache'), start: probe.start };
    const error = await rejection(t, ensureSoundFontSafe(make(), options), code);
    t.match(error.remedy, remedy);
    t.equal(probe.starts, 0, 'no process is started for it');
  });

t.test('refused at once: unreadable', async (t) => {
  const path = writeFont();
  chmodSync(path, 0);
  // Until the file was tried.
  const trying = asNobody(() => ensureSoundFontSafe(path, { cacheDir: fresh('cache') }));
  const error = await rejection(t, trying, 'SOUNDFONT_UNREADABLE');
  t.match(error.remedy, `chmod a+r '${path}'`);
});

t.test('refused at once: larger than allowed', async (t) => {
  const path = written(Buffer.alloc((3 << 20) + 1));
  const error = await rejection(t, ensureSoundFontSafe(path, { maxMb: 3 }), 'SOUNDFONT_TOO_LARGE');
  t.match(error.remedy, 'Set audio.soundfont_max_mb to 4 or more');
});

/** A SoundFont 3 of one sample; sox makes the Ogg Vorbis stream. */
function soundFont3(stream: Buffer): string {
  return writeFont((parts) => {
    parts.ifil = words(3, 0);
    parts.smpl = stream.length % 2 === 0 ? stream : Buffer.concat([stream, Buffer.alloc(1)]);
    parts.shdr = Buffer.concat([
      sampleHeader('Ogg', 0, stream.length, { type: 0x11, loop: [50, 150] }),
      sampleHeader('EOS', 0, 0, { type: 0 }),
    ]);
  });
}

t.test('a SoundFont 3 is decompressed and played', async (t) => {
  const ogg = fresh('sine.ogg');
  execFileSync('sox', ['-n', '-r', '22050', '-c', '1', ogg, 'synth', '0.05', 'sine', '344']);
  const probe = counted();
  const options = { cacheDir: fresh('cache'), start: probe.start };
  const summary = await ensureSoundFontSafe(soundFont3(readFileSync(ogg)), options);
  t.equal(summary.version, '3.0');
  t.equal(summary.compressed, true);
  t.equal(probe.last?.exitCode, 0);
  const spoiled = readFileSync(ogg);
  spoiled.fill(0x55, spoiled.length - 40);
  spoiled.fill(0x55, 0, 60);
  const error = await rejection(t, ensureSoundFontSafe(soundFont3(spoiled), options), 'SOUNDFONT_INVALID');
  t.match(error.message, /is not accepted by libfluidsynth: \w+/);
  t.match(error.remedy, /Choose another sound font/);
});
