import t from 'tap';
import type { AudioDriver } from '../../src/engine/audioDriver.js';
import { AudioOutput } from '../../src/engine/audioOutput.js';
import { CounterWriter, createCounters } from '../../src/engine/counters.js';
import { createEventRing, EventRingWriter } from '../../src/engine/eventRing.js';
import { SoundingOutput } from '../../src/engine/soundingOutput.js';
import { SynthError } from '../../src/errors/errors.js';
import type { AudioDriverName } from '../../src/synthesizer/audioDrivers.js';
import type { FluidSynthesizer } from '../../src/synthesizer/fluidSynthesizer.js';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';

/** A synthesizer with a clock that the test moves; rendering moves it too, as it does in the library. */
class ClockedSynthesizer extends RecordingSynthesizer {
  clockMs = 0;
  audioClockMs(): number {
    return this.clockMs;
  }
  render(_block: Int16Array, frames: number): void {
    this.clockMs += Math.ceil((frames / 48_000) * 1000);
  }
}

/** Drivers that open or not, and what was done to them. */
class Bench {
  readonly done: string[] = [];
  readonly synthesizer = new ClockedSynthesizer();
  readonly output: SoundingOutput;
  readonly audio: AudioOutput;
  /** Drivers that do not open. */
  readonly refusing = new Set<string>();

  readonly candidates: AudioDriverName[];

  constructor(...candidates: AudioDriverName[]) {
    this.candidates = candidates;
    this.output = new SoundingOutput(
      this.synthesizer,
      new CounterWriter(createCounters()),
      new EventRingWriter(createEventRing()),
    );
    this.audio = new AudioOutput(
      this.synthesizer as unknown as FluidSynthesizer,
      this.output,
      () => ({ candidates, passedOver: [{ driver: 'alsa', reason: 'there is no sound card' }] }),
      (name) => this.driver(name),
    );
  }

  private driver(name: string): AudioDriver {
    return {
      underruns: 3,
      open: () => {
        this.done.push(`open ${name}`);
        if (this.refusing.has(name))
          throw new SynthError('AUDIO_UNAVAILABLE', `${name} does not open.`, 'None.');
      },
      close: () => this.done.push(`close ${name}`),
    };
  }
}

/** A bench whose driver has run and then stood still until it was given up, at 2 s. */
function lost(): Bench {
  const bench = new Bench('jack');
  bench.audio.open(0);
  bench.audio.watch(0);
  bench.synthesizer.clockMs++;
  bench.audio.watch(1);
  bench.audio.watch(2e6);
  bench.done.length = 0;
  return bench;
}

t.test('the first driver of the plan that opens is taken', async (t) => {
  const { audio, refusing, done, output } = new Bench('pipewire', 'jack', 'alsa');
  refusing.add('pipewire');
  t.equal(audio.state, 'closed');
  audio.open(0);
  t.same(done, ['open pipewire', 'open jack']);
  t.same([audio.driver, audio.state, output.muted, audio.underruns], ['jack', 'running', false, 3]);
  t.ok(audio.meter.measuring);
});

t.test('when none opens the error names those that were tried and those that were not', async (t) => {
  const { audio, refusing } = new Bench('pipewire', 'jack');
  for (const name of ['pipewire', 'jack']) refusing.add(name);
  t.throws(() => audio.open(0), {
    code: 'AUDIO_UNAVAILABLE',
    message: /tried pipewire, jack; alsa: there is no sound card/,
  });
  t.equal(audio.state, 'closed');
});

t.test('which drivers to try is asked for anew each time: servers come and go', async (t) => {
  const coming = new Bench();
  t.throws(() => coming.audio.open(0), { code: 'AUDIO_UNAVAILABLE', message: /none was worth trying/ });
  coming.candidates.push('pipewire');
  coming.audio.open(1);
  t.same([coming.audio.driver, coming.done], ['pipewire', ['open pipewire']]);
});

t.test('without a driver notes are muted and nothing is watched', async (t) => {
  const { audio, output, synthesizer } = new Bench('none');
  audio.open(0);
  t.same([audio.driver, audio.state, output.muted], ['none', 'closed', true]);
  synthesizer.clockMs = 5;
  t.equal(audio.watch(1e9), undefined);
});

t.test('a clock that advances now and then is a driver that runs', async (t) => {
  const { audio, synthesizer, output } = new Bench('jack');
  audio.open(0);
  for (let nowUs = 0; nowUs < 10e6; nowUs += 900_000) {
    synthesizer.clockMs++;
    t.equal(audio.watch(nowUs), undefined);
    t.equal(audio.watch(nowUs + 899_999), undefined);
  }
  t.same([audio.state, output.muted, audio.interruptions], ['running', false, 0]);
});

t.test('a clock that stands still for a second is a driver that is lost, and is told once', async (t) => {
  const { audio, output, done, synthesizer } = new Bench('jack');
  audio.open(0);
  audio.watch(0);
  synthesizer.clockMs++;
  audio.watch(100);
  t.equal(audio.watch(100 + 999_999), undefined);
  t.equal(audio.watch(100 + 1_000_000), 'lost');
  t.equal(audio.watch(5e6), undefined);
  t.same([audio.state, output.muted], ['lost', true]);
  t.match(audio.lostFault(), { code: 'AUDIO_SERVER_LOST', message: /jack/, remedy: /jackd/ });
  t.same(done, ['open jack'], 'it is not closed: with a server that hangs that never returns');
});

t.test('a server may take five seconds to begin, and no longer', async (t) => {
  const { audio } = new Bench('jack');
  audio.open(0);
  audio.watch(0);
  t.equal(audio.watch(4_999_999), undefined);
  t.equal(audio.watch(5_000_000), 'lost');
  const slow = new Bench('jack');
  slow.audio.open(0);
  slow.audio.watch(0);
  slow.audio.watch(4_999_999);
  slow.synthesizer.clockMs = 21;
  t.equal(slow.audio.watch(5_000_000), undefined);
  t.equal(slow.audio.watch(5_999_999), undefined);
  t.equal(slow.audio.watch(6_000_000), 'lost', 'from then on it is held to the second');
});

t.test('a server that was only held up goes on, and nothing that was queued sounds', async (t) => {
  const { audio, output, synthesizer, done } = lost();
  audio.watch(3e6 - 1);
  for (let nowUs = 3e6; nowUs < 3.4e6; nowUs += 50e3) {
    synthesizer.clockMs++;
    t.equal(audio.watch(nowUs), undefined, 'it has to go on for a while');
  }
  synthesizer.clockMs++;
  t.equal(audio.watch(3.5e6), 'restored');
  t.same([audio.state, output.muted, audio.interruptions], ['running', false, 1]);
  t.ok(synthesizer.calls.some(({ method }) => method === 'allSoundOff'));
  t.same(done, []);
});

t.test('a clock that only twitches is that of a server that is gone', async (t) => {
  const { audio, output, synthesizer } = lost();
  audio.watch(3e6 - 1);
  for (let nowUs = 3e6; nowUs < 6e6; nowUs += 200e3) {
    synthesizer.clockMs++;
    t.equal(audio.watch(nowUs), undefined);
    t.equal(audio.watch(nowUs + 100e3), undefined);
  }
  t.same([audio.state, output.muted, audio.interruptions], ['lost', true, 0]);
});

t.test('a lost driver is closed and opened again, and what was queued is rendered to nowhere', async (t) => {
  const { audio, output, synthesizer, done } = lost();
  const before = synthesizer.clockMs;
  t.equal(audio.reopen(3e6), 'restored');
  t.same(done, ['close jack', 'open jack']);
  t.ok(synthesizer.clockMs > before);
  t.same([audio.state, output.muted, audio.interruptions], ['running', false, 1]);
  t.ok(audio.meter.measuring, 'its period is measured anew');
  t.equal(audio.watch(3e6), undefined);
  t.equal(audio.watch(3e6 + 999_999), undefined, 'and it has a second to begin');
});

t.test('a driver that does not open again stays lost', async (t) => {
  const { audio, output, refusing, synthesizer } = lost();
  refusing.add('jack');
  t.equal(audio.reopen(3e6), 'lost');
  t.same([audio.state, output.muted, audio.interruptions], ['lost', true, 0]);
  t.equal(audio.watch(3.1e6), undefined, 'what was rendered to nowhere is no sign of life');
  t.equal(audio.state, 'lost');
  refusing.clear();
  t.equal(audio.reopen(4e6), 'restored');
  synthesizer.clockMs++;
  t.equal(audio.watch(4e6), undefined);
  t.same([audio.state, audio.interruptions], ['running', 1]);
});

t.test('a driver that runs is not opened again', async (t) => {
  const { audio, done } = new Bench('jack');
  audio.open(0);
  t.equal(audio.reopen(1), undefined);
  t.same(done, ['open jack']);
});

t.test('one that runs is closed when it is no longer needed', async (t) => {
  const { audio, output, done, synthesizer } = new Bench('jack');
  audio.open(0);
  audio.watch(0);
  synthesizer.clockMs++;
  t.equal(audio.release(100), undefined);
  t.same([audio.state, output.muted, done], ['closed', true, ['open jack', 'close jack']]);
  audio.open(200);
  t.same([audio.state, output.muted], ['running', false], 'and may be opened again');
});

t.test('one that has not begun yet is closed all the same', async (t) => {
  const { audio, done } = new Bench('jack');
  audio.open(0);
  audio.watch(0);
  t.equal(audio.release(4e6), undefined);
  t.same(done, ['open jack', 'close jack']);
});

t.test('one whose server may hang is left as it is until the server answers', async (t) => {
  const { audio, output, done, synthesizer } = lost();
  t.equal(audio.release(3e6), undefined, 'that it is lost has been told');
  t.same([audio.state, output.muted, done], ['abandoned', true, []]);
  t.throws(() => audio.open(4e6), { code: 'AUDIO_SERVER_LOST', message: /jack/ });
  t.equal(audio.watch(5e6), undefined);
  const before = synthesizer.clockMs;
  t.equal(audio.reopen(6e6), 'restored');
  t.same([audio.state, output.muted, done], ['closed', true, ['close jack']]);
  t.ok(synthesizer.clockMs > before, 'what was queued is rendered to nowhere');
  audio.open(7e6);
  t.equal(audio.state, 'running');
});

t.test('one that has just begun to stand still is told as lost when it is abandoned', async (t) => {
  const { audio, done, synthesizer } = new Bench('jack');
  audio.open(0);
  audio.watch(0);
  synthesizer.clockMs++;
  audio.watch(100);
  t.equal(audio.release(100 + 300_001), 'lost');
  t.same([audio.state, done], ['abandoned', ['open jack']]);
});

t.test('the process of PortAudio can always be ended', async (t) => {
  const { audio, done, synthesizer } = new Bench('portaudio');
  audio.open(0);
  audio.watch(0);
  synthesizer.clockMs++;
  audio.watch(100);
  audio.watch(2e6);
  t.equal(audio.state, 'lost');
  t.equal(audio.release(2e6), undefined);
  t.same([audio.state, done], ['closed', ['open portaudio', 'close portaudio']]);
});

t.test('what rings is rendered to nowhere until it has died away', async (t) => {
  const bench = new Bench('jack');
  let rendered = 0;
  bench.synthesizer.render = (block: Int16Array, frames: number): void => {
    rendered += frames;
    block.fill(rendered < 20_000 ? 1 : 0);
  };
  bench.audio.open(0);
  bench.audio.drain();
  t.equal(rendered, 0, 'not while a driver renders');
  bench.audio.release(1);
  bench.audio.drain();
  t.ok(rendered >= 20_000 && rendered < 30_000, `${rendered} frames`);

  bench.synthesizer.render = (block: Int16Array, frames: number): void => {
    rendered += frames;
    block.fill(1);
  };
  rendered = 0;
  bench.audio.drain();
  t.ok(rendered >= 3 * 48_000 && rendered < 4 * 48_000, `and no longer than for ${rendered} frames`);
});
