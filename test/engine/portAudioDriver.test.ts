import { closeSync, readdirSync, readSync, writeSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { PortAudioDriver } from '../../src/engine/portAudioDriver.js';
import { answer, type PortAudioRequest, type PortAudioStarter } from '../../src/engine/portAudioProtocol.js';
import { PollSet } from '../../src/linux/pollSet.js';
import { type AudioSettings, defaultAudio } from '../../src/synthesizer/settings.js';

const audio = { ...defaultAudio, driver: 'portaudio', bufferSize: 64, periodCount: 3 } as const;

/** Stands for the main thread and for the process, which answers at once and then does as the test says. */
class Bench implements PortAudioStarter {
  readonly requests: PortAudioRequest[] = [];
  readonly poll = new PollSet();
  readonly driver: PortAudioDriver;
  ended = 0;
  rendered = 0;
  private readonly says: Uint8Array | 'nothing' | 'end';
  private readonly blockSamples: number;
  private socket = -1;

  constructor(
    says: Uint8Array | 'nothing' | 'end' = Uint8Array.of(answer.open),
    deadlineMs?: number,
    settings: AudioSettings = audio,
  ) {
    this.blockSamples = settings.bufferSize * 2;
    this.says = says;
    // Every block is filled with its number, so that none can be lost, doubled or out of order.
    const renderer = { render: (block: Int16Array) => block.fill(this.rendered++) };
    this.driver = new PortAudioDriver(settings, renderer, this.poll, this, deadlineMs);
  }

  start(descriptor: number, request: PortAudioRequest): void {
    this.socket = descriptor;
    this.requests.push(request);
    if (this.says === 'nothing') return;
    if (this.says !== 'end') this.say(...this.says);
    if (this.says[0] !== answer.open) this.hangUp();
  }

  end(): void {
    this.ended++;
  }

  say(...bytes: number[]): void {
    writeSync(this.socket, Uint8Array.from(bytes));
  }

  hangUp(): void {
    if (this.socket >= 0) closeSync(this.socket);
    this.socket = -1;
  }

  /** The numbers of the blocks that have come, each of which has to be whole; 'end' at the end of the stream. */
  receive(): (number | 'end')[] {
    const bytes = Buffer.alloc(1 << 20);
    let length: number;
    try {
      length = readSync(this.socket, bytes);
    } catch {
      return [];
    }
    if (length === 0) return ['end'];
    const samples = new Int16Array(bytes.buffer, bytes.byteOffset, length / 2);
    const blocks: number[] = [];
    for (let at = 0; at < samples.length; at += this.blockSamples) {
      const block = samples.subarray(at, at + this.blockSamples);
      const number = block[0] ?? -1;
      blocks.push(
        block.length === this.blockSamples && block.every((sample) => sample === number) ? number : -1,
      );
    }
    return blocks;
  }

  /** One turn of the play thread's loop. */
  turn(): void {
    this.poll.wait(0);
    this.poll.dispatch(0);
  }

  close(): void {
    this.driver.close();
    this.hangUp();
    this.poll.close();
  }
}

function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

t.test('once open it sends what is to be rendered ahead', async (t) => {
  const bench = new Bench();
  bench.driver.open();
  t.same(bench.requests, [{ sampleRate: 48_000, blockFrames: 64 }]);
  t.same(bench.receive(), [0, 1, 2]);
  bench.turn();
  t.same(bench.receive(), [], 'and nothing more by itself');
  bench.close();
});

t.test(
  'it renders one block for every block that was taken, and counts those that came too late',
  async (t) => {
    const bench = new Bench();
    bench.driver.open();
    bench.receive();
    bench.say(answer.blockTaken);
    bench.turn();
    t.same(bench.receive(), [3]);
    bench.say(answer.blockTaken, answer.blockTakenLate);
    bench.turn();
    t.same(bench.receive(), [4, 5]);
    t.equal(bench.driver.underruns, 1);
    bench.close();
  },
);

t.test('blocks ahead stay the same, and in order, however the answers come', async (t) => {
  const bench = new Bench();
  bench.driver.open();
  let next = 3;
  let late = 0;
  bench.receive();
  const batches = fc.array(fc.constantFrom(answer.blockTaken, answer.blockTakenLate), {
    minLength: 1,
    maxLength: audio.periodCount,
  });
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(batches, (batch) => {
        bench.say(...batch);
        bench.turn();
        const expected = batch.map(() => next++ % 32_768);
        late += batch.filter((byte) => byte === answer.blockTakenLate).length;
        t.same(bench.receive(), expected);
        return bench.driver.underruns === late;
      }),
    ),
  );
  bench.close();
});

t.test('a process that ends stops the rendering, and costs no turns', async (t) => {
  const bench = new Bench();
  bench.driver.open();
  bench.hangUp();
  bench.turn();
  t.equal(bench.rendered, 3);
  t.equal(bench.poll.wait(0), 0, 'the end of the stream does not wake the thread again and again');
  bench.close();
  t.equal(bench.ended, 1);
});

t.test('closing ends the stream, and each thing once', async (t) => {
  const before = openDescriptors();
  const bench = new Bench();
  bench.driver.open();
  bench.receive();
  bench.driver.close();
  bench.driver.close();
  t.same(bench.receive(), ['end']);
  t.equal(bench.ended, 1);
  bench.close();
  t.equal(openDescriptors(), before);
});

t.test('it opens again after it was closed', async (t) => {
  const bench = new Bench();
  bench.driver.open();
  bench.say(answer.blockTakenLate);
  bench.turn();
  bench.driver.close();
  bench.hangUp();
  bench.driver.open();
  t.equal(bench.driver.underruns, 0);
  t.same(bench.receive(), [4, 5, 6]);
  bench.close();
});

t.test('what keeps it from opening is said, with a remedy, and nothing stays open', async (t) => {
  const cases = [
    [
      Uint8Array.of(answer.notInstalled),
      'AUDIO_UNAVAILABLE',
      /naudiodon.*not installed/,
      /npm install naudiodon/,
    ],
    [
      Buffer.concat([Uint8Array.of(answer.failed), Buffer.from('No default device')]),
      'AUDIO_UNAVAILABLE',
      /PortAudio does not open: No default device/,
      /speaker-test/,
    ],
    ['end', 'AUDIO_UNAVAILABLE', /its process has ended/, /sound server/],
    ['nothing', 'AUDIO_SERVER_HUNG', /not opened within 0\.02 s/, /systemctl --user restart/],
  ] as const;
  for (const [says, code, message, remedy] of cases) {
    const before = openDescriptors();
    const bench = new Bench(says, 20);
    t.throws(() => bench.driver.open(), { code, message, remedy });
    t.equal(bench.ended, 1);
    t.equal(bench.rendered, 0);
    bench.close();
    t.equal(openDescriptors(), before, code);
  }
});

t.test('however much is to be rendered ahead, every block is sent whole', async (t) => {
  for (const [bufferSize, blocks] of [
    [64, 64],
    [8192, 3],
  ] as const) {
    const bench = new Bench(undefined, undefined, { ...audio, bufferSize, periodCount: 64 });
    bench.driver.open();
    t.same(
      bench.receive(),
      Array.from({ length: blocks }, (_, number) => number),
    );
    bench.close();
  }
});
