/** The driver `portaudio` in the whole program: keys from a FIFO, PortAudio, ALSA's plugin, PipeWire. */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { encodeInputEvent, inputEventSize } from '../../src/linux/inputEvent.js';
import { eventType, key } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { ForegroundProgram } from '../support/foregroundProgram.js';
import { PipewireServer } from '../support/pipewireServer.js';
import { estimatePitchHz } from '../support/pitch.js';

/** KEY_Q is MIDI note 48. */
const c3Hz = 130.81;
/** How many stretches of the sound are listened to. */
const stretches = 7;
const installed = existsInPackages('naudiodon/build/Release/naudiodon.node');

/** Whether the package that the driver needs is there. */
function existsInPackages(path: string): boolean {
  try {
    return existsSync(createRequire(import.meta.url).resolve(path));
  } catch {
    return false;
  }
}

/** A keyboard that is a FIFO, and the program that plays it. */
class Instrument {
  readonly program: ForegroundProgram;
  private readonly keyboard: number;

  constructor(t: Test, environment: Readonly<Record<string, string>>) {
    const folder = t.testdir();
    const path = join(folder, 'keyboard');
    execFileSync('mkfifo', [path]);
    this.keyboard = openSync(path, 'r+');
    t.teardown(() => closeSync(this.keyboard));
    const input = { devices: [{ path, kind: 'keyboard' }] };
    // Long enough that a busy machine leaves no gap in the sound.
    const audio = { driver: 'portaudio', buffer_size: 512, period_count: 4 };
    this.program = new ForegroundProgram(folder, { audio, input }, environment);
    t.teardown(() => this.program.stop());
  }

  key(code: number, pressed: boolean): void {
    const bytes = Buffer.alloc(2 * inputEventSize);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    const nowUs = monotonicUs();
    encodeInputEvent(view, 0, nowUs, eventType.key, code, pressed ? 1 : 0);
    encodeInputEvent(view, inputEventSize, nowUs, eventType.syn, 0, 0);
    writeSync(this.keyboard, bytes);
  }

  /**
   * Presses and releases Q, and returns the pitch that the server's sink was given: the median of some stretches, one
   * or two of which a busy machine may have torn.
   */
  async pitchOfQ(server: PipewireServer): Promise<number | undefined> {
    const recording = await server.record();
    this.key(key.q, true);
    const stretch = 0.25 * server.sampleRate;
    // Without the attack, which has no clear pitch.
    const from = (await recording.onset()) + 0.1 * server.sampleRate;
    await recording.frames(from + stretches * stretch);
    this.key(key.q, false);
    await recording.stop();
    const sound = recording.left(from);
    const pitches = Array.from({ length: stretches }, (_, index) =>
      estimatePitchHz(sound.subarray(index * stretch, (index + 1) * stretch), server.sampleRate),
    );
    return pitches.sort((one = 0, other = 0) => one - other)[Math.floor(stretches / 2)];
  }
}

async function startServer(t: Test): Promise<PipewireServer> {
  const server = await PipewireServer.start({ quantum: 1024 });
  t.teardown(() => server.stop());
  return server;
}

const near = (hz: number | undefined): boolean => Math.abs((hz ?? 0) / c3Hz - 1) < 0.005;

if (installed) {
  t.test('it plays a key, prints nothing of PortAudio, and ends cleanly', async (t) => {
    const server = await startServer(t);
    const instrument = new Instrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    t.match(program.output, /portaudio at 48000 Hz/);
    t.equal(program.children().length, 1);
    const pitch = await instrument.pitchOfQ(server);
    t.ok(near(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
    t.equal(program.errors, '');
    t.match(program.output, /^Ready[^\n]*\n\n {2}notes +1\n/, 'its own lines alone');
  });

  t.test('a server that dies is told, and played to again once it is back', async (t) => {
    const server = await startServer(t);
    const instrument = new Instrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    await server.kill();
    await program.writes(/\[AUDIO_SERVER_LOST\]/);
    await server.restart();
    await program.writes(/Audio is back \(portaudio\)/);
    const pitch = await instrument.pitchOfQ(server);
    t.ok(near(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('a server that hangs keeps it from nothing but sounding', async (t) => {
    const server = await startServer(t);
    const { program } = new Instrument(t, server.environment);
    await program.writes(/^Ready/m);
    server.freeze();
    await program.writes(/\[AUDIO_SERVER_LOST\]/);
    await program.writes(/\[AUDIO_SERVER_HUNG\]/);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('a process that dies is replaced', async (t) => {
    const server = await startServer(t);
    const instrument = new Instrument(t, server.environment);
    const { program } = instrument;
    await program.writes(/^Ready/m);
    const [first = 0] = program.children();
    process.kill(first, 'SIGKILL');
    await program.writes(/Audio is back \(portaudio\)/);
    t.notOk(program.children().includes(first));
    const pitch = await instrument.pitchOfQ(server);
    t.ok(near(pitch), `${pitch} Hz`);
    t.same(await program.stop(), { status: 0, signal: null });
  });

  t.test('a server that hangs from the start is an error', async (t) => {
    const server = await startServer(t);
    server.freeze();
    const { program } = new Instrument(t, server.environment);
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /not opened within 5 s.*\[AUDIO_SERVER_HUNG\]\n.*systemctl --user restart/s);
  });

  t.test('without any server PortAudio says what it lacks', async (t) => {
    const { program } = new Instrument(t, {
      XDG_RUNTIME_DIR: t.testdir(),
      PULSE_SERVER: 'unix:/nonexistent',
    });
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /PortAudio does not open: .*\[AUDIO_UNAVAILABLE\]/);
  });
} else {
  t.test('without naudiodon it says what to install', async (t) => {
    const { program } = new Instrument(t, {});
    t.same(await program.ends(), { status: 1, signal: null });
    t.match(program.errors, /naudiodon.*not installed.*\[AUDIO_UNAVAILABLE\]\n.*npm install naudiodon/s);
  });
}
