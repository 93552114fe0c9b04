import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { type ErrorCode, SynthError } from '../../src/errors/errors.js';
import {
  ensureSoundFontSafe,
  type ProbeOptions,
  probeDeadlineMs,
  probeLimits,
  probeSoundFont,
} from '../../src/synthesizer/soundFont/probe.js';
import { type ProbeStarter, startProbe } from '../../src/synthesizer/soundFont/probeRun.js';
import { generator, type TinyParts, tinySoundFont, words } from '../support/tinySoundFont.js';

const installed = '/usr/share/sounds/sf2/TimGM6mb.sf2';
const folder = mkdtempSync(join(tmpdir(), 'sound-font-probe-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});

let count = 0;
/** A path of its own; each test has its own cache with it. */
function fresh(name: string): string {
  return join(folder, `${count++}-${name}`);
}

function writeFont(change?: (parts: TinyParts) => void): string {
  const path = fresh('tiny.sf2');
  writeFileSync(path, tinySoundFont(change));
  return path;
}

/** Counts the processes that were started, and keeps the last. */
function counted(start: ProbeStarter): { readonly start: ProbeStarter; starts: number; last?: ChildProcess } {
  const counter: { start: ProbeStarter; starts: number; last?: ChildProcess } = {
    starts: 0,
    start: (path, limits) => {
      counter.starts++;
      counter.last = start(path, limits);
      return counter.last;
    },
  };
  return counter;
}

/** A probe process that runs this script in place of the real one. */
function scripted(script: string): ReturnType<typeof counted> {
  return counted(() => spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** What the real process writes before it touches the font: the end of a script's process then counts as lasting. */
const loading =
  `process.stdout.write(JSON.stringify({kind:'loading',library:{version:'0',path:process.execPath}})+'\\n');` +
  `process.stdout.write(JSON.stringify({kind:'playing',preset:'0:3 Bad\\u001b'})+'\\n');`;

async function rejection(test: Test, promise: Promise<unknown>, code: ErrorCode): Promise<SynthError> {
  try {
    await promise;
  } catch (thrown) {
    if (!(thrown instanceof SynthError)) throw thrown;
    test.equal(thrown.code, code);
    test.match(thrown.remedy, /\w{3,}/);
    return thrown;
  }
  throw new Error('the font was accepted');
}

t.test('TimGM6mb passes, and the second time no process is started', async (t) => {
  const cacheDir = fresh('cache');
  const probe = counted(startProbe);
  const begin = performance.now();
  const summary = await ensureSoundFontSafe(installed, { cacheDir, start: probe.start });
  const firstMs = performance.now() - begin;
  t.equal(summary.presets.length, 136);
  t.equal(probe.starts, 1);
  t.equal(probe.last?.exitCode, 0);
  t.ok(firstMs < 5000, `the first took ${firstMs.toFixed(0)} ms`);
  const again = performance.now();
  t.same(await ensureSoundFontSafe(installed, { cacheDir, start: probe.start }), summary);
  t.equal(probe.starts, 1, 'answered from the cache');
  t.comment(`first ${firstMs.toFixed(0)} ms, second ${(performance.now() - again).toFixed(1)} ms`);
});

t.test('the parent never loads koffi or libfluidsynth', async (t) => {
  const path = writeFont();
  await ensureSoundFontSafe(path, { cacheDir: fresh('cache') });
  const mapped = readFileSync('/proc/self/maps', 'utf8');
  t.notMatch(mapped, /fluidsynth/);
  t.notMatch(mapped, /koffi/);
});

t.test('a tiny font passes and is tried anew when it is replaced', async (t) => {
  const path = writeFont();
  const probe = counted(startProbe);
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  await ensureSoundFontSafe(path, options);
  await ensureSoundFontSafe(path, options);
  t.equal(probe.starts, 1);
  writeFileSync(
    path,
    tinySoundFont((parts) => {
      parts.smpl = Buffer.concat([parts.smpl, parts.smpl]);
    }),
  );
  await ensureSoundFontSafe(path, options);
  t.equal(probe.starts, 2, 'replaced by another');
  rmSync(path);
  await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_NOT_FOUND');
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_NOT_FOUND');
  t.equal(probe.starts, 2, 'nothing is started for a missing file');
});

t.test('a file that the check refuses never reaches the library', async (t) => {
  const path = fresh('text.sf2');
  writeFileSync(path, 'This is no sound font at all.');
  const probe = counted(startProbe);
  await rejection(
    t,
    ensureSoundFontSafe(path, { cacheDir: fresh('cache'), start: probe.start }),
    'SOUNDFONT_INVALID',
  );
  const large = { cacheDir: fresh('cache'), start: probe.start, maxMb: 0 };
  await rejection(t, ensureSoundFontSafe(writeFont(), large), 'SOUNDFONT_TOO_LARGE');
  t.equal(probe.starts, 0);
});

t.test('a font that libfluidsynth declines is refused with its words', async (t) => {
  // A text of 300 bytes: harmless, and more than the library takes.
  const path = writeFont((parts) => {
    parts.INAM = Buffer.alloc(300, 'x');
  });
  const probe = counted(startProbe);
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  const error = await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_INVALID');
  t.match(error.message, `Sound font ${path} is not accepted by libfluidsynth: `);
  t.match(error.message, /INFO sub chunk INAM has invalid chunk size of 300 bytes/);
  const again = await rejection(t, ensureSoundFontSafe(path, options), 'SOUNDFONT_INVALID');
  t.equal(again.message, error.message);
  t.match(again.remedy, /not tried again until it changes, or until .*soundfonts\.json is deleted/);
  t.equal(probe.starts, 1, 'the refusal is remembered');
});

t.test('a process that hangs is killed at its deadline', async (t) => {
  const hang = scripted(`${loading} setInterval(() => {}, 1000); process.on('SIGTERM', () => {});`);
  const path = writeFont();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: hang.start, deadlineMs: 700 };
  const begin = performance.now();
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  const tookMs = performance.now() - begin;
  t.equal(
    error.message,
    `Sound font ${path} makes the synthesizer hang: the trial was stopped after 0.7 s while preset 0:3 Bad was played.`,
  );
  t.equal(hang.last?.signalCode, 'SIGKILL');
  t.ok(tookMs >= 700 && tookMs < 3000, `${tookMs.toFixed(0)} ms`);
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(hang.starts, 2, 'it may have been the machine: it is tried again');
});

t.test('a process that crashes', async (t) => {
  const crash = scripted(`${loading} process.stderr.write('fluidsynth: error: last words\\n', () => {
    process.kill(process.pid, 'SIGSEGV'); });`);
  const path = writeFont();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: crash.start };
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(
    error.message,
    `Sound font ${path} makes libfluidsynth crash (SIGSEGV while preset 0:3 Bad was played): last words.`,
  );
  t.equal(crash.last?.signalCode, 'SIGSEGV');
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(crash.starts, 1, 'the crash is remembered');
});

const ends: readonly (readonly [string, string, ErrorCode, RegExp])[] = [
  [
    'a status other than 0',
    `${loading} process.exitCode = 7`,
    'SOUNDFONT_UNSAFE',
    /to the end \(status 7 while/,
  ],
  ['no verdict', 'process.exitCode = 0', 'SOUNDFONT_UNSAFE', /could not be tried to the end \(status 0\)/],
  ['noise', `process.stdout.write('[]\\nnull\\n{"kind":"nonsense"}\\n{"ki')`, 'SOUNDFONT_UNSAFE', /status 0/],
  [
    'too slow',
    `${loading} console.log('{"kind":"slow"}')`,
    'SOUNDFONT_UNSAFE',
    /far too long to compute while preset/,
  ],
  [
    'out of processor time',
    `${loading} process.kill(process.pid, 'SIGXCPU')`,
    'SOUNDFONT_UNSAFE',
    /far too long/,
  ],
  ['killed', `${loading} process.kill(process.pid, 'SIGKILL')`, 'SOUNDFONT_UNSAFE', /crash \(SIGKILL/],
  [
    'out of memory',
    `${loading} console.error('fluidsynth: error: Out of memory'); console.log('{"kind":"refused"}')`,
    'SOUNDFONT_UNSAFE',
    /needs too much memory: more than 512 MiB/,
  ],
  [
    'no library',
    `console.log('{"kind":"library","reason":"none"}')`,
    'LIBRARY_MISSING',
    /without libfluidsynth/,
  ],
];
for (const [title, script, code, message] of ends)
  t.test(`ends of the process: ${title}`, async (t) => {
    const probe = scripted(script);
    const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
    t.match((await rejection(t, probeSoundFont(writeFont(), options), code)).message, message);
  });

t.test('a process that cannot be started', async (t) => {
  const start: ProbeStarter = () =>
    spawn(join(folder, 'no-such-program'), { stdio: ['ignore', 'pipe', 'pipe'] });
  const error = await rejection(
    t,
    probeSoundFont(writeFont(), { cacheDir: fresh('cache'), start }),
    'SYNTHESIZER_FAILED',
  );
  t.match(error.message, /No process could be started .* \(.*ENOENT\)/);
});

t.test('an abort kills the process', async (t) => {
  const hang = scripted('setInterval(() => {}, 1000)');
  const aborter = new AbortController();
  const reason = new Error('enough');
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: hang.start, signal: aborter.signal };
  const probing = probeSoundFont(writeFont(), options);
  const exited = new Promise((resolve) => hang.last?.once('exit', (_status, signal) => resolve(signal)));
  aborter.abort(reason);
  await t.rejects(probing, reason);
  t.equal(await exited, 'SIGKILL');
  await t.rejects(probeSoundFont(writeFont(), options), reason);
  t.equal(hang.starts, 1, 'nothing is started after the abort');
});

t.test('a file that changes meanwhile is no answer', async (t) => {
  const path = writeFont();
  const cacheDir = fresh('cache');
  const probe = counted((font, limits) => {
    writeFileSync(
      font,
      tinySoundFont((parts) => {
        parts.INAM = Buffer.from('Other name');
      }),
    );
    return startProbe(font, limits);
  });
  const error = await rejection(
    t,
    probeSoundFont(path, { cacheDir, start: probe.start }),
    'SOUNDFONT_UNREADABLE',
  );
  t.match(error.message, /changed while it was tried/);
  t.notOk(existsSync(cacheDir), 'nothing is remembered');
});

t.test('a cache that is broken or cannot be written is no obstacle', async (t) => {
  const path = writeFont();
  const contents = [
    '',
    '{',
    '[]',
    '{"format":1}',
    '{"format":1,"entries":[null,1,{"font":{}}]}',
    '{"format":0,"entries":[]}',
  ];
  for (const content of contents) {
    const cacheDir = fresh('cache');
    mkdirSync(cacheDir);
    writeFileSync(join(cacheDir, 'soundfonts.json'), content);
    const probe = counted(startProbe);
    await probeSoundFont(path, { cacheDir, start: probe.start });
    await probeSoundFont(path, { cacheDir, start: probe.start });
    t.equal(probe.starts, 1, `written anew after ${JSON.stringify(content)}`);
    t.same(readdirSync(cacheDir), ['soundfonts.json'], 'nothing temporary remains');
  }
  const blocked = fresh('file');
  writeFileSync(blocked, 'a file where the folder should be');
  const probe = counted(startProbe);
  await probeSoundFont(path, { cacheDir: blocked, start: probe.start });
  await probeSoundFont(path, { cacheDir: blocked, start: probe.start });
  t.equal(probe.starts, 2);
});

t.test('another library is asked anew', async (t) => {
  const path = writeFont();
  const cacheDir = fresh('cache');
  const library = fresh('libfluidsynth.so.3');
  writeFileSync(library, 'one');
  const report = (kind: object): string => `console.log(${JSON.stringify(JSON.stringify(kind))});`;
  const probe = scripted(
    report({ kind: 'loading', library: { version: '1', path: library } }) + report({ kind: 'safe' }),
  );
  await probeSoundFont(path, { cacheDir, start: probe.start });
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 1);
  writeFileSync(library, 'another');
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 2, 'the library was replaced');
  rmSync(library);
  await probeSoundFont(path, { cacheDir, start: probe.start });
  t.equal(probe.starts, 3, 'the library is gone');
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
  const probe = counted(startProbe);
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
  const probe = counted((font, limits) => startProbe(font, { ...limits, memoryBytes: 48 << 20 }));
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.match(error.message, `Sound font ${path} needs too much memory: more than `);
  await probeSoundFont(path, { cacheDir: fresh('cache') });
  t.equal(probe.starts, 1, 'with the usual limit it passes');
});

t.test('deadline and limits grow with the font', (t) => {
  const mebibyte = 1 << 20;
  t.equal(probeDeadlineMs(0, false), 5000);
  t.equal(probeDeadlineMs(500 * mebibyte, false), 10_000);
  t.equal(probeDeadlineMs(2048 * mebibyte, false), 20_000);
  t.equal(probeDeadlineMs(50 * mebibyte, true), 15_000);
  t.same(probeLimits(100 * mebibyte, false, 6000), { memoryBytes: 812 * mebibyte, cpuSeconds: 13 });
  t.same(probeLimits(100 * mebibyte, true, 20_000), { memoryBytes: 2912 * mebibyte, cpuSeconds: 41 });
  t.end();
});
