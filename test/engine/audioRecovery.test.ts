import { mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import { type AudioProbe, AudioRecovery } from '../../src/engine/audioRecovery.js';
import type { Fault } from '../../src/errors/errors.js';
import type { AudioDriverName } from '../../src/synthesizer/audioDrivers.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';

type Outcome = Awaited<ReturnType<AudioProbe>>;

/** A recovery whose probes are answered by the test, and what it told. */
class Bench {
  readonly probed: { readonly driver: string; readonly signal: AbortSignal }[] = [];
  readonly hangs: (Fault | undefined)[] = [];
  refusals = 0;
  answers = 0;
  readonly recovery: AudioRecovery;
  private answerProbe: (outcome: Outcome) => void = () => undefined;

  constructor() {
    const observer = {
      serverAnswers: () => {
        this.answers++;
      },
      serverRefuses: () => {
        this.refusals++;
      },
      serverHangs: (fault: Fault | undefined) => {
        this.hangs.push(fault);
      },
    };
    this.recovery = new AudioRecovery(defaultAudio, observer, (driver, audio, signal) => {
      t.equal(audio, defaultAudio);
      this.probed.push({ driver, signal });
      return new Promise((resolve) => {
        this.answerProbe = resolve;
      });
    });
  }

  /** Lets the probe that runs come to an end, and waits until that has had its effect. */
  async answer(outcome: Outcome): Promise<void> {
    this.answerProbe(outcome);
    await nextTurn();
  }
}

t.beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
t.afterEach(() => mock.timers.reset());

async function pass(ms: number): Promise<void> {
  mock.timers.tick(ms);
  await nextTurn();
}

t.test('the driver that writes a file is never probed: that would write over the file', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('file');
  await pass(60_000);
  t.same(bench.probed, []);
  t.same(bench.hangs, [undefined], 'its disk hangs, and nobody is bothered');
});

t.test('a process that cannot even be started is as a server that refuses', async (t) => {
  const told: string[] = [];
  const recovery = new AudioRecovery(defaultAudio, {
    serverAnswers: () => told.push('answers'),
    serverRefuses: () => told.push('refuses'),
    serverHangs: () => told.push('hangs'),
  });
  const waits = t.capture(globalThis, 'setTimeout', globalThis.setTimeout);
  // Node refuses such an argument at once.
  recovery.begin('\0' as AudioDriverName);
  await nextTurn();
  t.match(waits(), [{ args: [Function, 100] }], 'it waits before it tries again');
  recovery.stop();
  t.same(told, ['refuses']);
});

t.test('a server that answers may be opened at once', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('jack');
  t.equal(bench.probed[0]?.driver, 'jack');
  await bench.answer('answers');
  t.equal(bench.answers, 1);
  await pass(60_000);
  t.equal(bench.probed.length, 1, 'and is probed no more');
});

t.test('a server that is gone is probed again, less and less often, and nobody is bothered', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('pulseaudio');
  for (const [index, waitMs] of [100, 200, 400, 800, 1600, 3200, 4000, 4000].entries()) {
    await bench.answer('refuses');
    await pass(waitMs - 1);
    t.equal(bench.probed.length, index + 1, `not before ${waitMs} ms`);
    await pass(1);
    t.equal(bench.probed.length, index + 2, `after ${waitMs} ms`);
  }
  await bench.answer('answers');
  t.equal(bench.answers, 1);
  t.same(bench.hangs, []);
  t.equal(bench.refusals, 8, 'whoever wants to know is told after each');
});

t.test('a server that hangs is reported once', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('pipewire');
  await bench.answer('hangs');
  await pass(100);
  await bench.answer('hangs');
  await pass(200);
  t.match(bench.hangs, [
    { code: 'AUDIO_SERVER_HUNG', category: 'recoverable', message: /pipewire/, remedy: /systemctl/ },
    undefined,
  ]);
  t.equal(bench.probed.length, 3, 'and probed on');
  await bench.answer('answers');
  t.equal(bench.answers, 1);

  bench.recovery.begin('pipewire');
  await bench.answer('hangs');
  t.equal(bench.hangs.filter(Boolean).length, 2, 'once for each time that audio is lost');
});

t.test('stop ends the probe that runs, and what it finds out does not count', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('jack');
  bench.recovery.stop();
  t.ok(bench.probed[0]?.signal.aborted);
  await bench.answer('answers');
  t.equal(bench.answers, 0);
  bench.recovery.stop();
  await pass(60_000);
  t.equal(bench.probed.length, 1);
});

t.test('stop during a wait is the end as well', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('jack');
  await bench.answer('refuses');
  bench.recovery.stop();
  await pass(60_000);
  t.equal(bench.probed.length, 1);
});

t.test('beginning anew takes the place of what went before', async (t) => {
  const bench = new Bench();
  bench.recovery.begin('jack');
  bench.recovery.begin('alsa');
  t.same(
    bench.probed.map(({ driver, signal }) => [driver, signal.aborted]),
    [
      ['jack', true],
      ['alsa', false],
    ],
  );
  await bench.answer('answers');
  t.equal(bench.answers, 1);
});
