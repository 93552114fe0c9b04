import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import {
  ensureSoundFontSafe,
  type ProbeOptions,
  probeSoundFont,
} from '../../../src/synthesizer/soundFont/probe.js';
import {
  cacheFile,
  defaultCacheDir,
  identify,
  recall,
  remember,
  sameFile,
} from '../../../src/synthesizer/soundFont/probeCache.js';
import { counted, fresh, rejection, scripted, tells, writeFont } from '../../support/probeProcesses.js';
import { tinySoundFont } from '../../support/tinySoundFont.js';

/** A library that any file can stand for, and a process that finds every font safe with it. */
const library = { version: '1', path: process.execPath };
const safe = tells({ kind: 'loading', library }) + tells({ kind: 'safe' });

t.test('a file that changes meanwhile is no answer', async (t) => {
  const path = writeFont();
  const cacheDir = fresh('cache');
  const probe = counted((font, limits) => {
    writeFileSync(font, Buffer.concat([tinySoundFont(), Buffer.alloc(1)]));
    return scripted(safe).start(font, limits);
  });
  const error = await rejection(
    t,
    probeSoundFont(path, { cacheDir, start: probe.start }),
    'SOUNDFONT_UNREADABLE',
  );
  t.match(error.message, /changed while it was tried/);
  t.notOk(existsSync(cacheDir), 'nothing is remembered');
});

t.test('a copy with the old size and times is another file', async (t) => {
  const path = writeFont();
  const probe = scripted(safe);
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  await probeSoundFont(path, options);
  const { size, atime, mtime } = statSync(path);
  const before = identify(path);
  writeFileSync(path, Buffer.alloc(size));
  utimesSync(path, atime, mtime);
  t.equal(statSync(path).size, size);
  t.notOk(sameFile(before, identify(path)));
  await probeSoundFont(path, options);
  t.equal(probe.starts, 2);
});

t.test('a cache that is broken or cannot be written is no obstacle', async (t) => {
  const path = writeFont();
  const whole = { format: 2, font: identify(path), library: {}, verdict: { safe: true } };
  const contents = ['', '{', '[]', 'null', '1', '{"format":2}', JSON.stringify(whole)];
  for (const content of contents) {
    const cacheDir = fresh('cache');
    mkdirSync(cacheDir);
    const file = cacheFile(cacheDir, path);
    writeFileSync(file, content);
    const probe = scripted(safe);
    await probeSoundFont(path, { cacheDir, start: probe.start });
    await probeSoundFont(path, { cacheDir, start: probe.start });
    t.equal(probe.starts, 1, `written anew after ${JSON.stringify(content)}`);
    t.same(
      readdirSync(cacheDir).map((name) => join(cacheDir, name)),
      [file],
      'nothing temporary remains',
    );
  }
  const blocked = fresh('file');
  writeFileSync(blocked, 'a file where the folder should be');
  const probe = scripted(safe);
  await probeSoundFont(path, { cacheDir: blocked, start: probe.start });
  await probeSoundFont(path, { cacheDir: blocked, start: probe.start });
  t.equal(probe.starts, 2);
});

t.test('an entry that was tampered with or is of another version is not used', async (t) => {
  const path = writeFont();
  const cacheDir = fresh('cache');
  const probe = scripted(safe);
  const summary = await ensureSoundFontSafe(path, { cacheDir, start: probe.start });
  const file = cacheFile(cacheDir, path);
  const entry = JSON.parse(readFileSync(file, 'utf8'));
  t.same(entry.verdict, { safe: true, summary });
  const changed = [
    { ...entry, format: entry.format - 1 },
    { ...entry, font: { ...entry.font, ino: '0' } },
    { ...entry, font: { ...entry.font, size: 1 } },
    { ...entry, library: { ...entry.library, chosen: '/other/libfluidsynth.so' } },
    { ...entry, verdict: { safe: 'yes' } },
    { ...entry, verdict: { safe: true, summary: { ...summary, presets: 1 } } },
    { ...entry, verdict: { safe: false, code: 'SOUNDFONT_UNSAFE' } },
  ];
  for (const value of changed) {
    writeFileSync(file, JSON.stringify(value));
    t.equal(recall(cacheDir, identify(path)), undefined);
  }
  writeFileSync(file, JSON.stringify(entry));
  t.same(recall(cacheDir, identify(path)), { safe: true, summary });
});

t.test('another library is asked anew', async (t) => {
  const path = writeFont();
  const cacheDir = fresh('cache');
  const other = fresh('libfluidsynth.so.3');
  writeFileSync(other, 'one');
  const probe = scripted(
    tells({ kind: 'loading', library: { version: '1', path: other } }) + tells({ kind: 'safe' }),
  );
  await probeSoundFont(path, { cacheDir, start: probe.start });
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 1);
  writeFileSync(other, 'another');
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 2, 'the library was replaced');
  rmSync(other);
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 3, 'the library is gone');
});

t.test('only the latest 200 verdicts are kept, and foreign files are left alone', (t) => {
  const cacheDir = fresh('cache');
  mkdirSync(cacheDir);
  const foreign = join(cacheDir, 'notes.txt');
  writeFileSync(foreign, 'mine');
  utimesSync(foreign, 0, 0);
  const font = identify(writeFont());
  const nth = (number: number): typeof font => ({ ...font, path: `/fonts/${number}.sf2` });
  for (let number = 0; number < 205; number++) {
    remember(cacheDir, nth(number), library, { safe: true });
    const written = cacheFile(cacheDir, nth(number).path);
    utimesSync(written, number + 1, number + 1);
  }
  t.equal(readdirSync(cacheDir).length, 200 + 1);
  t.ok(existsSync(foreign));
  t.equal(recall(cacheDir, nth(4)), undefined, 'the oldest are forgotten');
  t.same(recall(cacheDir, nth(5)), { safe: true });
  t.same(recall(cacheDir, nth(204)), { safe: true });
  t.end();
});

t.test('the folder follows XDG_CACHE_HOME when that is absolute', (t) => {
  const { XDG_CACHE_HOME: old } = process.env;
  t.teardown(() => {
    if (old === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = old;
  });
  process.env.XDG_CACHE_HOME = '/var/cache/me';
  t.equal(defaultCacheDir(), '/var/cache/me/fw16-synth/soundfonts');
  process.env.XDG_CACHE_HOME = 'relative';
  t.equal(defaultCacheDir(), join(homedir(), '.cache/fw16-synth/soundfonts'));
  delete process.env.XDG_CACHE_HOME;
  t.equal(defaultCacheDir(), join(homedir(), '.cache/fw16-synth/soundfonts'));
  t.end();
});
