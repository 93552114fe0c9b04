/**
 * The process that plays through PortAudio. Its standard input is the socket of `portAudioProtocol.ts`, its argument
 * the request as JSON; it ends when the socket does. It is a process and not a thread because only a process can be
 * ended for sure (see `portAudioStream.ts`), and because what is printed is then easily kept from the terminal.
 */
import { Socket } from 'node:net';
import { setPriority } from 'node:os';
import { answer, bytesPerFrame, type PortAudioRequest } from './portAudioProtocol.js';
import { NotInstalledError, PortAudioStream } from './portAudioStream.js';

/** How long playing the last blocks, or sending the last words, may take. */
const endDeadlineMs = 500;

/** Before every ordinary process: what comes late is heard. */
const niceness = -15;

const takenInTime = Uint8Array.of(answer.blockTaken);
const takenLate = Uint8Array.of(answer.blockTakenLate);

const request = JSON.parse(process.argv[2] ?? '{}') as PortAudioRequest;
const blockBytes = request.blockFrames * bytesPerFrame;
const socket = new Socket({ fd: 0, readable: true, writable: true });
// A play thread that has gone shows as the end of the stream as well.
socket.on('error', () => undefined);

/** Ends the process by force if it does not end in time: waiting inside PortAudio lets nothing else end it. */
function endInTime(): void {
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), endDeadlineMs);
}

function fail(error: unknown): void {
  endInTime();
  const missing = error instanceof NotInstalledError;
  const words = missing ? '' : error instanceof Error ? error.message : String(error);
  const code = Uint8Array.of(missing ? answer.notInstalled : answer.failed);
  socket.end(Buffer.concat([code, Buffer.from(words)]), () => process.exit(1));
}

/** Blocks as they come, whole, to be taken one by one. */
class Blocks {
  ended = false;
  private rest: Buffer = Buffer.alloc(0);
  private come: () => void = () => undefined;

  constructor() {
    socket.on('data', (bytes: Buffer) => {
      this.rest = this.rest.length === 0 ? bytes : Buffer.concat([this.rest, bytes]);
      this.come();
    });
    socket.once('close', () => {
      this.ended = true;
      this.come();
      endInTime();
    });
  }

  /** The next block, or undefined at the end. */
  async next(): Promise<Buffer | undefined> {
    while (this.rest.length < blockBytes && !this.ended) {
      await new Promise<void>((resolve) => {
        this.come = resolve;
      });
    }
    if (this.ended) return undefined;
    const block = this.rest.subarray(0, blockBytes);
    this.rest = this.rest.subarray(blockBytes);
    return block;
  }
}

async function play(): Promise<void> {
  // Before PortAudio is opened, which may take for ever: it sees the end of the stream.
  const blocks = new Blocks();
  const stream = new PortAudioStream(request);
  await stream.trial();
  socket.write(Uint8Array.of(answer.open));
  for (let block = await blocks.next(); block !== undefined; block = await blocks.next()) {
    const ranDry = await stream.write(block);
    if (!blocks.ended) socket.write(ranDry ? takenLate : takenInTime);
  }
  await stream.close();
  process.exit(0);
}

/** The threads of PortAudio and of libuv's pool, which are started later, inherit it. */
function askForPriority(): void {
  try {
    setPriority(niceness);
  } catch {
    // Not allowed to ordinary users without a limit for it (RLIMIT_NICE): then a busy machine is heard earlier.
  }
}

askForPriority();
try {
  await play();
} catch (error) {
  fail(error);
}
