/**
 * The driver `portaudio`, the play thread's side: a process of its own plays (`portAudioProcess.ts`), the main thread
 * starts and ends that process, and the play thread renders a block whenever the process has handed one on. It is
 * woken by the socket, which is one more descriptor of its poll set; so the sound card's clock sets the pace and an
 * idle driver costs no timer. Nothing is allocated for a block.
 */
import { deadlines } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { errnoName } from '../linux/errno.js';
import { close as closeDescriptor, errno, read, socketpair, write } from '../linux/libc.js';
import { monotonicUs } from '../linux/monotonicClock.js';
import { type PollHandler, PollSet } from '../linux/pollSet.js';
import { driverRemedy } from '../synthesizer/audioDrivers.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import type { AudioDriver } from './audioDriver.js';
import { answer, bytesPerFrame, type PortAudioRequest, type PortAudioStarter } from './portAudioProtocol.js';

const longestAnswer = 1024;
/** What may be on its way, in bytes: well below what a socket takes before it refuses more. */
const mostBytesAhead = 96 * 1024;
const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOCK_NONBLOCK = 0o4000;

/** What renders: interleaved stereo into the given memory. */
export interface Renderer {
  render(interleaved: Int16Array, frames: number): void;
}

export class PortAudioDriver implements AudioDriver, PollHandler {
  underruns = 0;

  private readonly renderer: Renderer;
  private readonly poll: PollSet;
  private readonly starter: PortAudioStarter;
  private readonly request: PortAudioRequest;
  private readonly blocksAhead: number;
  private readonly deadlineMs: number;
  private readonly block: Int16Array;
  private readonly blockBytes: Uint8Array;
  private readonly received = new Uint8Array(longestAnswer);
  private socket = -1;

  /** @param deadlineMs How long opening may take, in milliseconds. */
  constructor(
    audio: AudioSettings,
    renderer: Renderer,
    poll: PollSet,
    starter: PortAudioStarter,
    deadlineMs: number = deadlines.openPortAudio.ms,
  ) {
    this.deadlineMs = deadlineMs;
    this.renderer = renderer;
    this.poll = poll;
    this.starter = starter;
    this.request = { sampleRate: audio.sampleRate, blockFrames: audio.bufferSize };
    this.block = new Int16Array(audio.bufferSize * (bytesPerFrame / 2));
    this.blockBytes = new Uint8Array(this.block.buffer);
    this.blocksAhead = Math.min(audio.periodCount, Math.floor(mostBytesAhead / this.blockBytes.length));
  }

  /** Takes some tenths of a second, and at most five. */
  open(): void {
    const ends = new Int32Array(2);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) !== 0)
      throw unavailable(`there is no socket for it: ${errnoName(errno())}`);
    const [ours = -1, theirs = -1] = ends;
    this.socket = ours;
    this.starter.start(theirs, this.request);
    try {
      this.awaitAnswer();
      this.poll.add(ours, this);
    } catch (error) {
      this.release();
      throw error;
    }
    this.underruns = 0;
    for (let count = 0; count < this.blocksAhead; count++) this.sendBlock();
  }

  /** Returns at once, however the process fares. */
  close(): void {
    if (this.socket < 0) return;
    this.poll.remove(this.socket);
    this.release();
  }

  /** Called when the process has handed blocks on, or has gone. */
  ready(): void {
    const count = read(this.socket, this.received, this.received.length);
    // Without the socket the audio clock stands still, which is how a lost driver is noticed.
    if (count <= 0) {
      this.poll.remove(this.socket);
      return;
    }
    for (let index = 0; index < count; index++) {
      if (this.received[index] === answer.blockTakenLate) this.underruns++;
      this.sendBlock();
    }
  }

  private sendBlock(): void {
    this.renderer.render(this.block, this.request.blockFrames);
    const length = this.blockBytes.length;
    // There is room, for no more is on its way than the blocks ahead; unless the process has gone just now.
    if (write(this.socket, this.blockBytes, length) !== length) this.poll.remove(this.socket);
  }

  private awaitAnswer(): void {
    const poll = new PollSet(1);
    let length = 0;
    let over = false;
    poll.add(this.socket, {
      ready: () => {
        const count = read(this.socket, this.received.subarray(length), longestAnswer - length);
        over = count <= 0;
        length += Math.max(count, 0);
      },
    });
    const deadlineUs = monotonicUs() + this.deadlineMs * 1000;
    try {
      for (let nowUs = monotonicUs(); nowUs < deadlineUs; nowUs = monotonicUs()) {
        poll.wait(deadlineUs - nowUs);
        poll.dispatch(nowUs);
        if (length > 0 && this.received[0] === answer.open) return;
        if (over || length === longestAnswer) throw failure(this.received.subarray(0, length));
      }
    } finally {
      poll.close();
    }
    throw hung(this.deadlineMs);
  }

  private release(): void {
    closeDescriptor(this.socket);
    this.socket = -1;
    this.starter.end();
  }
}

/** What kept PortAudio from opening, from what its process has said before its end. */
function failure(said: Uint8Array): SynthError {
  if (said[0] === answer.notInstalled) {
    return new SynthError(
      'AUDIO_UNAVAILABLE',
      'The portaudio driver needs the package naudiodon, which is not installed or does not load.',
      'Install it: apt-get install build-essential python3 portaudio19-dev && npm install naudiodon@2.3.6',
    );
  }
  const words =
    said[0] === answer.failed ? new TextDecoder().decode(said.subarray(1)) : 'its process has ended';
  return unavailable(words);
}

function unavailable(why: string): SynthError {
  return new SynthError(
    'AUDIO_UNAVAILABLE',
    `PortAudio does not open: ${why}.`,
    'Start the sound server, and see that ALSA plays to it: speaker-test -D default -c 2 -l 1',
  );
}

function hung(deadlineMs: number): SynthError {
  return new SynthError(
    'AUDIO_SERVER_HUNG',
    `PortAudio has not opened within ${deadlineMs / 1000} s: the sound server does not answer.`,
    driverRemedy('portaudio', 'restart'),
  );
}
