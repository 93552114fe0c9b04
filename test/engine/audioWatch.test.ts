import { setImmediate as nextTurn } from 'node:timers/promises';
import t from 'tap';
import type { AudioProbe } from '../../src/engine/audioRecovery.js';
import { AudioWatch } from '../../src/engine/audioWatch.js';
import type { Notification } from '../../src/engine/messages.js';
import { type Fault, SynthError } from '../../src/errors/errors.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';

type Outcome = Awaited<ReturnType<AudioProbe>>;

const fault = new SynthError('AUDIO_SERVER_LOST', 'lost', 'none').toFault();
const lost: Notification = { type: 'audio-lost', driver: 'jack', fault };
const restored: Notification = { type: 'audio-restored', driver: 'jack' };

function activated(driver: 'jack' | 'none'): Notification {
  const scheduling = { policy: 'other', priority: 0, how: 'of a test' } as const;
  return { type: 'activated', report: { driver, devices: [], scheduling, activatedInMs: 1 } };
}

/** A watch whose first probe is answered by the test, and what it told. */
class Bench {
  readonly told: string[] = [];
  readonly faults: Fault[] = [];
  answers = 0;
  probes = 0;
  readonly watch: AudioWatch;
  private answerProbe: (outcome: Outcome) => void = () => undefined;

  constructor() {
    const observer = {
      changed: (audio: string) => this.told.push(audio),
      serverAnswers: () => {
        this.answers++;
      },
      fault: (fault: Fault) => this.faults.push(fault),
    };
    this.watch = new AudioWatch(defaultAudio, observer, () => {
      this.probes++;
      return new Promise((resolve) => {
        this.answerProbe = resolve;
      });
    });
  }

  async answer(outcome: Outcome): Promise<void> {
    this.answerProbe(outcome);
    await nextTurn();
  }
}

t.test('a driver that runs, or none at all', async (t) => {
  const { watch, told } = new Bench();
  watch.follow(activated('none'));
  t.same([watch.audio, told], ['closed', []]);
  watch.follow(activated('jack'));
  watch.follow({ type: 'deactivated' });
  t.same(told, ['running', 'closed']);
});

t.test('what a probe finds out is known until it is mended', async (t) => {
  for (const [outcome, audio] of [
    ['refuses', 'server-lost'],
    ['hangs', 'server-hung'],
  ] as const) {
    const bench = new Bench();
    const { watch, told, faults } = bench;
    watch.follow(activated('jack'));
    watch.follow(lost);
    t.equal(watch.audio, 'stalled', 'not known yet');
    await bench.answer(outcome);
    watch.follow(restored);
    t.same(told, ['running', 'stalled', audio, 'running']);
    t.same(
      faults.map(({ code }) => code),
      outcome === 'hangs' ? ['AUDIO_SERVER_HUNG'] : [],
    );
    watch.end();
  }
});

t.test('a server that answers is not at fault', async (t) => {
  const bench = new Bench();
  bench.watch.follow(activated('jack'));
  bench.watch.follow(lost);
  await bench.answer('answers');
  t.same([bench.answers, bench.watch.audio], [1, 'stalled'], 'until the driver plays again');
});

t.test('a driver that was abandoned is probed on, and nobody needs it', async (t) => {
  const bench = new Bench();
  const { watch, told } = bench;
  watch.follow(activated('jack'));
  watch.follow(lost);
  watch.follow({ type: 'deactivated' });
  await bench.answer('answers');
  t.equal(bench.answers, 1);
  watch.follow(restored);
  t.same(told, ['running', 'stalled', 'closed']);
});

t.test('the end of the thread is the end of it', async (t) => {
  const bench = new Bench();
  bench.watch.follow(activated('jack'));
  bench.watch.follow(lost);
  bench.watch.end();
  await bench.answer('answers');
  t.same([bench.answers, bench.probes, bench.watch.audio], [0, 1, 'closed']);
});
