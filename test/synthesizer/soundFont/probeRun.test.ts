import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { ErrorCode } from '../../../src/errors/errors.js';
import { type ProbeOptions, probeSoundFont } from '../../../src/synthesizer/soundFont/probe.js';
import type { ProbeStarter } from '../../../src/synthesizer/soundFont/probeRun.js';
import {
  begun,
  counted,
  fresh,
  isReaped,
  rejection,
  scripted,
  tells,
  writeFont,
} from '../../support/probeProcesses.js';

const hanging = `${begun} trap '' TERM; exec sleep 1000`;

t.test('a process that hangs is killed at its deadline', async (t) => {
  const hang = scripted(hanging);
  const path = writeFont();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: hang.start, deadlineMs: 300 };
  const begin = performance.now();
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  const tookMs = performance.now() - begin;
  t.equal(
    error.message,
    `Sound font ${path} makes the synthesizer hang: the trial was stopped after 0.3 s while preset 0:3 Bad was played.`,
  );
  t.equal(hang.last?.signalCode, 'SIGKILL');
  t.ok(isReaped(hang.last), 'nothing is left of it');
  t.ok(tookMs >= 299 && tookMs < 5000, `${tookMs.toFixed(0)} ms`);
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(hang.starts, 2, 'it may have been the machine: it is tried again');
});

t.test('a process that crashes', async (t) => {
  const crash = scripted(`${begun} echo 'fluidsynth: error: last words' >&2; kill -SEGV $$`);
  const path = writeFont();
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: crash.start };
  const error = await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(
    error.message,
    `Sound font ${path} makes libfluidsynth crash (SIGSEGV while preset 0:3 Bad was played): last words.`,
  );
  t.equal(crash.last?.signalCode, 'SIGSEGV');
  t.ok(isReaped(crash.last));
  await rejection(t, probeSoundFont(path, options), 'SOUNDFONT_UNSAFE');
  t.equal(crash.starts, 1, 'the crash is remembered');
});

const loadingOnly = tells({ kind: 'loading', library: { version: '0', path: process.execPath } });
const foreignWords = '** (process:1): CRITICAL **: assertion failed';
/** How a process ends, what is said of it, and whether that is remembered. */
const ends: readonly (readonly [string, string, ErrorCode, RegExp, boolean])[] = [
  ['a status other than 0', `${begun} exit 7`, 'SOUNDFONT_UNSAFE', /to the end \(status 7 while/, true],
  ['no report', 'exit 0', 'SOUNDFONT_UNSAFE', /could not be tried to the end \(status 0\)/, false],
  ['no verdict', begun, 'SOUNDFONT_UNSAFE', /to the end \(status 0 while preset/, true],
  ['noise', `printf '[]\\nnull\\n{"kind":"x"}\\n{"ki'`, 'SOUNDFONT_UNSAFE', /status 0/, false],
  [
    'safe, but a crash at last',
    `${begun} ${tells({ kind: 'safe' })} kill -ABRT $$`,
    'SOUNDFONT_UNSAFE',
    /crash \(SIGABRT/,
    true,
  ],
  [
    'a crash in the loader',
    `${loadingOnly} kill -BUS $$`,
    'SOUNDFONT_UNSAFE',
    /crash \(SIGBUS while it was loaded\)/,
    true,
  ],
  [
    'too slow',
    begun + tells({ kind: 'slow' }),
    'SOUNDFONT_UNSAFE',
    /far too long to compute while preset/,
    true,
  ],
  [
    'out of processor time',
    `${begun} kill -XCPU $$`,
    'SOUNDFONT_UNSAFE',
    /far too long to compute while/,
    true,
  ],
  ['killed by another', `${begun} kill -KILL $$`, 'SOUNDFONT_UNSAFE', /trial was killed \(SIGKILL/, false],
  ['ended by another', `${begun} kill -TERM $$`, 'SOUNDFONT_UNSAFE', /trial was killed \(SIGTERM/, false],
  [
    'out of memory',
    `${begun} echo 'fluidsynth: error: Out of memory' >&2; ${tells({ kind: 'refused' })}`,
    'SOUNDFONT_UNSAFE',
    /needs too much memory: more than 512 MiB/,
    true,
  ],
  [
    'refused without a word of the library itself',
    `${begun} echo '${foreignWords}' >&2; ${tells({ kind: 'refused' })}`,
    'SOUNDFONT_INVALID',
    /not accepted by libfluidsynth: .*assertion failed/,
    true,
  ],
  ['refused in silence', begun + tells({ kind: 'refused' }), 'SOUNDFONT_INVALID', /it gives no reason/, true],
  [
    'no library',
    tells({ kind: 'library', reason: 'none' }),
    'LIBRARY_MISSING',
    /without libfluidsynth/,
    false,
  ],
];
for (const [title, script, code, message, remembered] of ends)
  t.test(`ends of the process: ${title}`, async (t) => {
    const probe = scripted(script);
    const path = writeFont();
    const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
    t.match((await rejection(t, probeSoundFont(path, options), code)).message, message);
    t.ok(isReaped(probe.last));
    t.match((await rejection(t, probeSoundFont(path, options), code)).message, message);
    t.equal(probe.starts, remembered ? 1 : 2);
  });

t.test('the library speaks for itself, not the DLS loader that it asks next', async (t) => {
  const probe = scripted(
    `${begun} echo 'fluidsynth: error: first words' >&2; echo '${foreignWords}' >&2;` +
      `echo 'fluidsynth: error: ipatch_dls_reader_new() failed' >&2;` +
      `echo 'fluidsynth: error: Failed to load SoundFont "x"' >&2; ${tells({ kind: 'refused' })}`,
  );
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start };
  const error = await rejection(t, probeSoundFont(writeFont(), options), 'SOUNDFONT_INVALID');
  t.match(error.message, / is not accepted by libfluidsynth: first words\.$/);
});

t.test('a process that cannot be started', async (t) => {
  const path = writeFont();
  const missing: ProbeStarter = () =>
    spawn(join(path, 'no-such-program'), { stdio: ['ignore', 'pipe', 'pipe'] });
  const throwing: ProbeStarter = () => {
    throw new Error('spawn ENOMEM');
  };
  for (const [start, reason] of [
    [missing, /No process could be started .* \(.*ENOTDIR|ENOENT\)/],
    [throwing, /No process could be started .* \(spawn ENOMEM\)/],
  ] as const) {
    const options: ProbeOptions = { cacheDir: fresh('cache'), start };
    t.match((await rejection(t, probeSoundFont(path, options), 'SYNTHESIZER_FAILED')).message, reason);
  }
});

t.test('an abort kills the process', async (t) => {
  const hang = scripted(hanging);
  const aborter = new AbortController();
  const reason = new Error('enough');
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: hang.start, signal: aborter.signal };
  const probing = probeSoundFont(writeFont(), options);
  const { last } = hang;
  if (last === undefined) throw new Error('not started');
  const exited = once(last, 'exit');
  aborter.abort(reason);
  await t.rejects(probing, reason);
  t.same(await exited, [null, 'SIGKILL']);
  t.ok(isReaped(last));
  await t.rejects(probeSoundFont(writeFont(), options), reason);
  t.equal(hang.starts, 1, 'nothing is started after the abort');
});

t.test('pipes that another process holds are not waited for', async (t) => {
  const pidFile = fresh('pid');
  const probe = scripted(`${begun} ${tells({ kind: 'safe' })} sleep 1000 & echo $! > '${pidFile}'`);
  const options: ProbeOptions = { cacheDir: fresh('cache'), start: probe.start, deadlineMs: 300 };
  try {
    t.equal(await probeSoundFont(writeFont(), options), undefined, 'the verdict counts');
    t.ok(isReaped(probe.last));
  } finally {
    process.kill(Number(readFileSync(pidFile, 'utf8')), 'SIGKILL');
  }
});

t.test('a process that cannot be killed is not waited for', async (t) => {
  const stubborn = counted(scripted(hanging).start);
  const start: ProbeStarter = (path, limits) =>
    Object.assign(stubborn.start(path, limits), { kill: () => true });
  const options: ProbeOptions = { cacheDir: fresh('cache'), start, deadlineMs: 200 };
  const error = await rejection(t, probeSoundFont(writeFont(), options), 'SOUNDFONT_UNSAFE');
  t.match(error.message, /was stopped after 0\.2 s/);
  const { last } = stubborn;
  if (last?.pid === undefined) throw new Error('not started');
  t.notOk(isReaped(last), 'it is still there');
  last.ref();
  const exited = once(last, 'exit');
  process.kill(last.pid, 'SIGKILL');
  await exited;
  t.ok(isReaped(last), 'when it ends at last, it is reaped all the same');
});
