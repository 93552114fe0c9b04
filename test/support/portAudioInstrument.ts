/** The program with the driver `portaudio`, played from a FIFO and listened to at a server's sink. */
import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Test } from 'tap';
import { encodeInputEvent, inputEventSize } from '../../src/linux/inputEvent.js';
import { eventType, key } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { ForegroundProgram } from './foregroundProgram.js';
import { PipewireServer } from './pipewireServer.js';
import { estimatePitchHz } from './pitch.js';

/** KEY_Q is MIDI note 48. */
const c3Hz = 130.81;
/** How many stretches of the sound are listened to. */
const stretches = 7;

/** Whether the optional package that the driver needs is there. */
export function naudiodonIsInstalled(): boolean {
  try {
    return existsSync(createRequire(import.meta.url).resolve('naudiodon/build/Release/naudiodon.node'));
  } catch {
    return false;
  }
}

/** Within 9 cents of what Q plays. */
export function isPitchOfQ(hz: number | undefined): boolean {
  return Math.abs((hz ?? 0) / c3Hz - 1) < 0.005;
}

/** A server that is stopped with the test. */
export async function startServer(t: Test): Promise<PipewireServer> {
  const server = await PipewireServer.start({ quantum: 1024 });
  t.teardown(() => server.stop());
  return server;
}

/** A keyboard that is a FIFO, and the program that plays it. */
export class PortAudioInstrument {
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
