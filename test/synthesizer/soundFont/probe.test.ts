import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import t from 'tap';
import {
  ensureSoundFontSafe,
  type ProbeOptions,
  probeDeadlineMs,
  probeLimits,
  probeSoundFont,
} from '../../../src/synthesizer/soundFont/probe.js';
import { startProbe } from '../../../src/synthesizer/soundFont/probeRun.js';
import { counted, fresh, isReaped, rejection, writeFont } from '../../support/probeProcesses.js';
import { generator, tinySoundFont, words } from '../../support/tinySoundFont.js';

const installed = '/usr/share/sounds/sf2/TimGM6mb.sf2';

t.test('TimGM6mb passes, and the second time no process is started', async (t) => {
  const cacheDir = fresh('cache');
  const probe = counted(startProbe);
  const begin = performance.now();
  const summary = await ensureSoundFontSafe(installed, { cacheDir, start: probe.start });
  const firstMs = performance.now() - begin;
  t.equal(summary.presets.length, 136);
  t.equal(probe.starts, 1);
  t.equal(probe.last?.exitCode, 0);
  t.ok(isReaped(probe.last));
  t.ok(firstMs < 5000, `the first took ${firstMs.toFixed(0)} ms`);
  const again = performance.now();
  t.same(await ensureSoundFontSafe(installed, { cacheDir, start: probe.start }), summary);
  t.equal(probe.starts, 1, 'answered from the cache');
  t.comment(`first ${firstMs.toFixed(0)} ms, second ${(performance.now() - again).toFixed(1)} ms`);
});

t.test('the parent never loads koffi or libfluidsynth', async (t) => {
  await ensureSoundFontSafe(writeFont(), { cacheDir: fresh('cache') });
  const mapped = readFileSync('/proc/self/maps', 'utf8');
  t.match(mapped, /libc\.so/, 'the map can be read');
  t.notMatch(mapped, /fluidsynth/);
  t.notMatch(mapped, /koffi/);
});

t.test('a tiny font passes and is tried anew when it is replaced', async (t) => {
  const path = writeFont();
  const probe = counted();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  await ensureSoundFontSafe(path, options);
  await ensureSoundFontSafe(path, options);
  t.equal(probe.starts, 1);
  const doubled = tinySoundFont((parts) => {
    parts.smpl = Buffer.concat([parts.smpl, parts.smpl]);
  });
  writeFileSync(path, doubled);
  const summary = await ensureSoundFontSafe(path, options);
  t.equal(probe.starts, 2, 'replaced by another');
  t.equal(summary.fileBytes, doubled.length, 'what was remembered of the old one is not used');
  rmSync(path);
  await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_NOT_FOUND');
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_NOT_FOUND');
  t.equal(probe.starts, 2, 'nothing is started for a missing file');
});

t.test('a file that the check refuses never reaches the library', async (t) => {
  const path = fresh('text.sf2');
  writeFileSync(path, 'This is no sound font at all.');
  const probe = counted();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_INVALID');
  await rejection(t, ensureSoundFontSafe(writeFont(), { ...options, maxMb: 0 }), 'SOUNDFONT_TOO_LARGE');
  t.equal(probe.starts, 0);
});

t.test('a known font is still held to the size limit', async (t) => {
  const path = writeFont();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: counted().start };
  await ensureSoundFontSafe(path, options);
  await rejection(t, ensureSoundFontSafe(path, { ...options, maxMb: 0 }), 'SOUNDFONT_TOO_LARGE');
});

t.test('a font that libfluidsynth declines is refused with its words', async (t) => {
  // A text of 300 bytes: harmless, and more than the library takes.
  const path = writeFont((parts) => {
    parts.INAM = Buffer.alloc(300, 'x');
  });
  const probe = counted();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  const error = await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_INVALID');
  t.equal(
    error.message,
    `Sound font ${path} is not accepted by libfluidsynth: INFO sub chunk INAM has invalid chunk size of 300 bytes.`,
  );
  const again = await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_INVALID');
  t.equal(again.message, error.message);
  t.match(again.remedy, /not tried again until it changes, or until \/.*\.json is deleted/);
  t.equal(probe.starts, 1, 'the refusal is remembered');
});

t.test('a font that would stall the synthesizer is unsafe', async (t) => {
  // Four voices a note, a loop of two words, and a tuning just below what the check of the file refuses.
  const path = writeFont((parts) => {
    const coarseTune = 51;
    const zone = [coarseTune, 144, generator.sampleModes, 1, generator.sampleId, 0];
    parts.igen = words(...zone, ...zone, ...zone, ...zone, 0, 0);
    parts.ibag = words(0, 0, 3, 0, 6, 0, 9, 0, 12, 0);
    parts.inst.writeUInt16LE(4, 22 + 20);
    parts.shdr.writeUInt32LE(100, 28);
    parts.shdr.writeUInt32LE(102, 32);
  });
  const probe = counted();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  const error = await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(
    error.message,
    `Sound font ${path} takes far too long to compute while preset 0:0 Sine was played.`,
  );
  t.equal(probe.starts, 1);
});

t.test('memory is limited', async (t) => {
  const path = writeFont((parts) => {
    parts.smpl = Buffer.alloc(64 << 20);
  });
  const real = counted();
  const small = counted((font, limits) => real.start(font, { ...limits, memoryBytes: 48 << 20 }));
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: small.start };
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.match(error.message, `Sound font ${path} needs too much memory: more than `);
  t.ok(isReaped(small.last));
  await probeSoundFont(path, { cacheDir: fresh('cache'), start: real.start });
  t.equal(real.starts, 2, 'with the usual limit it passes');
});

t.test('deadline and limits grow with the font', (t) => {
  const mebibyte = 1 << 20;
  t.equal(probeDeadlineMs(0, false), 5000);
  t.equal(probeDeadlineMs(1000, false), 5000, 'whole milliseconds');
  t.equal(probeDeadlineMs(500 * mebibyte, false), 10_000);
  t.equal(probeDeadlineMs(2048 * mebibyte, false), 20_000);
  t.equal(probeDeadlineMs(50 * mebibyte, true), 15_000);
  t.same(probeLimits(100 * mebibyte, false, 6000), { memoryBytes: 812 * mebibyte, cpuSeconds: 13 });
  t.same(probeLimits(100 * mebibyte, true, 20_000), { memoryBytes: 2912 * mebibyte, cpuSeconds: 41 });
  t.end();
});
