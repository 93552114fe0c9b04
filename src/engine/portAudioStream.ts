/**
 * A PortAudio output stream through naudiodon, an optional dependency. Only for a process of its own: naudiodon and
 * PortAudio print on the terminal, waiting for room holds a thread of libuv's pool, and once the sound server has died
 * or hangs, neither the stream nor the process that has it open ends in any gentle way.
 *
 * Its binding is used without its stream class, which would install a signal handler that writes `crash.log` into the
 * working directory, buffer 16 KB, and cannot abort.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bytesPerFrame, type PortAudioRequest } from './portAudioProtocol.js';

/** What is used of naudiodon's native module. */
interface Binding {
  create(options: { readonly outOptions: Readonly<Record<string, number | boolean>> }): BindingStream;
}

interface BindingStream {
  start(): void;
  /** Copies the bytes and resolves when they are in the queue, to what PortAudio reported meanwhile. */
  write(bytes: Buffer): Promise<string | undefined>;
  quit(how: 'WAIT'): Promise<void>;
}

/** naudiodon cannot be loaded. */
export class NotInstalledError extends Error {}

/** More than any sound card holds, in seconds. */
const trialSeconds = 0.1;

export class PortAudioStream {
  private readonly stream: BindingStream;
  private readonly request: PortAudioRequest;

  /**
   * Opens and starts the default output, which may succeed although the sound server hangs: see `trial`.
   * @throws NotInstalledError when naudiodon is not there; Error with PortAudio's words when it does not open.
   */
  constructor(request: PortAudioRequest) {
    this.request = request;
    this.stream = loadBinding().create({
      outOptions: {
        deviceId: -1,
        channelCount: 2,
        sampleFormat: 8 * (bytesPerFrame / 2),
        sampleRate: request.sampleRate,
        framesPerBuffer: request.blockFrames,
        // Blocks between the writer and PortAudio: one, so that what is rendered ahead is decided in one place.
        maxQueue: 1,
        // Without it, what PortAudio reports is printed and not returned.
        closeOnError: true,
      },
    });
    this.stream.start();
  }

  /** Plays a moment of silence, to see that the sound is taken. Never resolves when the sound server hangs. */
  async trial(): Promise<void> {
    const { blockFrames, sampleRate } = this.request;
    const silence = Buffer.alloc(blockFrames * bytesPerFrame);
    const blocks = Math.ceil((trialSeconds * sampleRate) / blockFrames) + 2;
    for (let count = 0; count < blocks; count++) await this.write(silence);
  }

  /**
   * Hands one block on, and waits until there is room for it.
   * @returns True when the sound card had run dry.
   */
  async write(block: Buffer): Promise<boolean> {
    const report = await this.stream.write(block);
    return report?.includes('underflow') ?? false;
  }

  /** Plays what was written and closes the stream. Never resolves when the sound server is gone. */
  async close(): Promise<void> {
    await this.stream.quit('WAIT');
  }
}

function loadBinding(): Binding {
  const require = createRequire(import.meta.url);
  try {
    const folder = dirname(require.resolve('naudiodon/package.json'));
    return require(join(folder, 'build/Release/naudiodon.node')) as Binding;
  } catch (cause) {
    throw new NotInstalledError('naudiodon cannot be loaded', { cause });
  }
}
