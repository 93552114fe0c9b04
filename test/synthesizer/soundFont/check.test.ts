import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import {
  checkSoundFontAccess,
  checkSoundFontFile,
  isSoundFontSummary,
} from '../../../src/synthesizer/soundFont/check.js';
import { unreadableSoundFont } from '../../../src/synthesizer/soundFont/errors.js';
import { asNobody } from '../../support/asNobody.js';
import { presetHeader, sampleWords, tinySoundFont } from '../../support/tinySoundFont.js';
import { folder, refusal, refuses, write } from './refusals.js';

t.test('a font in order is summarized', (t) => {
  const bytes = tinySoundFont();
  const summary = checkSoundFontFile(write(bytes));
  t.same(summary, {
    name: 'Tiny',
    version: '2.1',
    presets: [
      { bank: 0, program: 0, name: 'Sine' },
      { bank: 128, program: 0, name: 'Kit' },
    ],
    sampleCount: 1,
    silentSampleCount: 0,
    sampleBytes: 2 * (sampleWords + 46),
    compressed: false,
    fileBytes: bytes.length,
  });
  t.end();
});

t.test('TimGM6mb is accepted', (t) => {
  const summary = checkSoundFontFile('/usr/share/sounds/sf2/TimGM6mb.sf2');
  t.equal(summary.presets.length, 136);
  t.equal(summary.sampleCount, 520);
  t.equal(summary.silentSampleCount, 0);
  t.equal(summary.compressed, false);
  t.same(summary.presets[0], { bank: 0, program: 0, name: 'Piano 1' });
  t.end();
});

t.test('what is no file is refused at once', async (t) => {
  const missing = join(folder, 'missing.sf2');
  refuses(t, missing, 'SOUNDFONT_NOT_FOUND', 'does not exist');
  t.match(refusal(missing).remedy, /apt install timgm6mb-soundfont/);
  symlinkSync(missing, join(folder, 'dangling.sf2'));
  refuses(t, join(folder, 'dangling.sf2'), 'SOUNDFONT_NOT_FOUND', 'does not exist');
  refuses(t, join(write('x'), 'below.sf2'), 'SOUNDFONT_NOT_FOUND', 'does not exist');
  t.equal(refusal('').code, 'SOUNDFONT_NOT_FOUND');
  t.equal(refusal('with\0zero').code, 'SOUNDFONT_UNREADABLE');
  refuses(t, folder, 'SOUNDFONT_UNREADABLE', 'is a folder, not a file');
  refuses(t, '/dev/null', 'SOUNDFONT_UNREADABLE', 'is a device, not a file');
  const pipe = join(folder, 'pipe.sf2');
  execFileSync('mkfifo', [pipe]);
  refuses(t, pipe, 'SOUNDFONT_UNREADABLE', 'is a named pipe, not a file');
  const socket = join(folder, 'socket.sf2');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  refuses(t, socket, 'SOUNDFONT_UNREADABLE', 'is a socket, not a file');
  server.close();
});

t.test('a file that may not be read is refused', (t) => {
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  const path = join(closed, 'font.sf2');
  writeFileSync(path, tinySoundFont());
  chmodSync(path, 0);
  chmodSync(closed, 0);
  try {
    asNobody(() => refuses(t, path, 'SOUNDFONT_UNREADABLE', 'may not be read by this user'));
  } finally {
    chmodSync(closed, 0o700);
  }
  const failing = unreadableSoundFont('a.sf2', Object.assign(new Error('i/o error'), { code: 'EIO' }));
  t.equal(failing.code, 'SOUNDFONT_UNREADABLE');
  t.equal(failing.message, 'Sound font a.sf2 cannot be read (EIO).');
  t.end();
});

t.test('size limits', (t) => {
  refuses(t, write(''), 'SOUNDFONT_INVALID', 'is empty');
  const path = write(Buffer.alloc(3 << 20));
  refuses(t, path, 'SOUNDFONT_TOO_LARGE', 'has 3 MiB, more than the allowed 2 MiB', 2 << 20);
  t.match(refusal(path, 2 << 20).remedy, 'Set audio.soundfont_max_mb to 3 or more');
  t.equal(refusal(path, 3 << 20).code, 'SOUNDFONT_INVALID', 'exactly the limit is not too large');
  t.end();
});

t.test('control characters of path and file are not shown', (t) => {
  const path = join(folder, 'red\x1b[31m\n.sf2');
  writeFileSync(path, 'x');
  t.equal(refusal(path).message, `Sound font ${folder}/red[31m.sf2 is too short for a sound font: 1 bytes.`);
  const named = tinySoundFont((parts) => {
    parts.INAM = Buffer.from('Bad\x1b]0;\x9b name \xe9\0rest', 'latin1');
    parts.phdr = Buffer.concat([presetHeader('\x07Bell\x85', 1, 0, 0), presetHeader('EOP', 0, 0, 2)]);
  });
  const summary = checkSoundFontFile(write(named));
  t.equal(summary.name, 'Bad]0; name é');
  t.equal(summary.presets[0]?.name, 'Bell');
  t.end();
});

t.test('a known font has only to be readable and not too large', (t) => {
  const path = write(Buffer.alloc(3 << 20));
  t.equal(checkSoundFontAccess(path, 3 << 20), undefined);
  t.throws(() => checkSoundFontAccess(path, (3 << 20) - 1), { code: 'SOUNDFONT_TOO_LARGE' });
  t.throws(() => checkSoundFontAccess(join(folder, 'gone.sf2'), 1), { code: 'SOUNDFONT_NOT_FOUND' });
  t.throws(() => checkSoundFontAccess(folder, 1), { code: 'SOUNDFONT_UNREADABLE' });
  t.throws(() => checkSoundFontAccess(write(''), 1), { code: 'SOUNDFONT_INVALID' });
  t.end();
});

t.test('a summary is recognised when it comes back from JSON', (t) => {
  const summary = checkSoundFontFile(write(tinySoundFont()));
  const again: unknown = JSON.parse(JSON.stringify(summary));
  t.equal(isSoundFontSummary(again), true);
  t.same(again, summary);
  const spoiled = [
    null,
    [],
    {},
    { ...summary, name: 1 },
    { ...summary, version: undefined },
    { ...summary, compressed: 'no' },
    { ...summary, fileBytes: 1.5 },
    { ...summary, presets: {} },
    { ...summary, presets: [null] },
    { ...summary, presets: [{ bank: 0, program: '0', name: '' }] },
    { ...summary, presets: [{ bank: 0, program: 0 }] },
  ];
  for (const value of spoiled) t.equal(isSoundFontSummary(value), false, JSON.stringify(value));
  t.end();
});
