/** Writes 16-bit stereo WAV files (RIFF WAVE, format 1) piece by piece. */
import { closeSync, openSync, readSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { SynthError } from '../errors/errors.js';

const headerBytes = 44;
const channels = 2;
const bytesPerFrame = 2 * channels;

export class WavFileWriter {
  private readonly path: string;
  private readonly partialPath: string;
  private readonly sampleRate: number;
  private readonly fd: number;
  private frames = 0;
  private open = true;

  /**
   * Begins a file beside `path`; it takes that name when it is finished. An earlier WAV file is replaced, anything
   * else is left alone.
   * @throws SynthError OUTPUT_UNWRITABLE.
   */
  constructor(path: string, sampleRate: number) {
    this.path = path;
    this.partialPath = `${path}.partial`;
    this.sampleRate = sampleRate;
    try {
      refuseOtherFiles(path);
      this.fd = openSync(this.partialPath, 'w');
      writeSync(this.fd, Buffer.alloc(headerBytes));
    } catch (cause) {
      if (cause instanceof SynthError) throw cause;
      throw unwritable(path, 'Give a path in a folder of yours.', cause);
    }
  }

  /** Seconds written so far. */
  get seconds(): number {
    return this.frames / this.sampleRate;
  }

  /** Appends interleaved frames. @throws SynthError OUTPUT_UNWRITABLE. */
  write(interleaved: Int16Array, frames: number): void {
    const bytes = new Uint8Array(interleaved.buffer, interleaved.byteOffset, frames * bytesPerFrame);
    this.attempt(() => {
      // A disk that is nearly full takes a part.
      for (let done = 0; done < bytes.length; ) done += writeSync(this.fd, bytes, done);
    });
    this.frames += frames;
  }

  /** Writes the header and gives the file its name. @throws SynthError OUTPUT_UNWRITABLE. */
  finish(): void {
    const dataBytes = this.frames * bytesPerFrame;
    const header = Buffer.alloc(headerBytes);
    header.write('RIFF', 0, 'latin1');
    header.writeUInt32LE(headerBytes - 8 + dataBytes, 4);
    header.write('WAVEfmt ', 8, 'latin1');
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(channels, 22);
    header.writeUInt32LE(this.sampleRate, 24);
    header.writeUInt32LE(this.sampleRate * bytesPerFrame, 28);
    header.writeUInt16LE(bytesPerFrame, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36, 'latin1');
    header.writeUInt32LE(dataBytes, 40);
    this.attempt(() => {
      writeSync(this.fd, header, 0, headerBytes, 0);
      this.close();
      renameSync(this.partialPath, this.path);
    });
  }

  /** Gives up: what was written so far is removed, and what had the name before is still there. */
  discard(): void {
    this.close();
    rmSync(this.partialPath, { force: true });
  }

  private close(): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.fd);
  }

  private attempt(action: () => void): void {
    try {
      action();
    } catch (cause) {
      throw unwritable(this.path, 'See whether the disk is full: df -h', cause);
    }
  }
}

function unwritable(path: string, remedy: string, cause: unknown): SynthError {
  const why = cause instanceof Error && 'code' in cause ? ` (${cause.code})` : '';
  return new SynthError('OUTPUT_UNWRITABLE', `${path} cannot be written${why}.`, remedy, { cause });
}

function refuseOtherFiles(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.size === 0)) return;
  if (stats.isFile()) {
    const magic = Buffer.alloc(4);
    const fd = openSync(path, 'r');
    readSync(fd, magic, 0, 4, 0);
    closeSync(fd);
    if (magic.toString('latin1') === 'RIFF') return;
  }
  throw new SynthError(
    'OUTPUT_UNWRITABLE',
    `${path} is there already and is not a WAV file; it is left alone.`,
    'Give another path.',
  );
}
