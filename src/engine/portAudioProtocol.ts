/**
 * Between the play thread and the process that plays through PortAudio: one stream socket.
 *
 * The process sends an answer when PortAudio is open, or has failed to open, and then one byte for every block that
 * it has handed on. The play thread sends `blocksAhead` blocks after the answer, and one for every byte: so the sound
 * card's clock paces the rendering, and neither side ever waits for room. The end of the stream, from either side, is
 * the end of the other.
 */

/** What the process sends. */
export const answer = {
  /** PortAudio takes frames. */
  open: 1,
  /** It does not; a message in UTF-8 follows, up to the end of the stream. */
  failed: 2,
  /** The process has naudiodon nowhere; the end of the stream follows. */
  notInstalled: 3,
  /** A block has been handed on. */
  blockTaken: 4,
  /** A block has been handed on, and the sound card had run dry before. */
  blockTakenLate: 5,
} as const;

/** Bytes of one stereo frame of 16-bit samples. */
export const bytesPerFrame = 4;

/** The main thread's part: it starts the process, and sees to its end. */
export interface PortAudioStarter {
  /** Starts the process with this descriptor, which is the starter's from now on, as its standard input. */
  start(descriptor: number, request: PortAudioRequest): void;
  /** The socket of the process has been closed: see that it ends. */
  end(): void;
}

/** What the process is started with, as JSON in its first argument. */
export interface PortAudioRequest {
  /** Hertz, 8000 to 96000. */
  readonly sampleRate: number;
  /** Frames in a block, 64 to 8192. */
  readonly blockFrames: number;
}
