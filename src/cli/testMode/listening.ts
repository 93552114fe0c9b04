/** Listens to what the sound server plays, by the recorder that comes with it, where there is one. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Levels in decibels below full scale; −Infinity is silence. */
export interface Heard {
  /** Before the note. */
  readonly beforeDb: number;
  readonly noteDb: number;
}

/** Somebody who listens; `heard` comes after the note has sounded. */
export interface Listener {
  /** The program that records. */
  readonly by: string;
  /** The note begins. */
  noteBegins(): void;
  /** The levels; undefined when nothing was recorded. */
  finish(): Promise<Heard | undefined>;
}

/** Why nobody listens. */
export interface NobodyListens {
  readonly why: string;
}

const startDeadlineMs = 3000;
const bytesPerSample = 2;
/** Recorded before the note, so that what sounds anyway can be told from it. */
const baselineBytes = 48_000 * 2 * bytesPerSample * 0.25;

/**
 * Starts to listen to the output of a driver, which has to be running.
 * @param file The WAV file of the driver `file`.
 */
export async function listen(driver: string, file: string): Promise<Listener | NobodyListens> {
  switch (driver) {
    case 'pipewire':
    case 'pulseaudio':
      return await listenToServer();
    case 'jack':
      return await listenToJack();
    case 'file':
      return listenToFile(file);
    case 'none':
      return { why: 'the driver none plays nothing' };
    default:
      return { why: `what the driver ${driver} plays cannot be recorded: only a person hears it` };
  }
}

/** The sink's monitor: what goes to the loudspeaker, of every program. */
async function listenToServer(): Promise<Listener | NobodyListens> {
  const raw = ['--rate=48000', '--channels=2'];
  const monitor = ['-P', '{ stream.capture.sink=true }', ...raw, '--format=s16'];
  const recorders = [
    // Since PipeWire 1.4 what goes to standard output is a file with a header, unless --raw is said; older ones refuse it.
    ['pw-record', [...monitor, '--raw', '-']],
    ['pw-record', [...monitor, '-']],
    ['parec', ['--device=@DEFAULT_MONITOR@', ...raw, '--format=s16le']],
  ] as const;
  for (const [program, args] of recorders) {
    const stream = new RawStream(program, args);
    if (await stream.reached(baselineBytes)) return stream;
    stream.end();
  }
  return { why: 'neither pw-record nor parec is installed and records' };
}

/** Raw samples on the standard output of a program. */
class RawStream implements Listener {
  readonly by: string;
  private readonly child: ChildProcess;
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private noteAt = 0;
  private over = false;
  private changed: () => void = () => undefined;

  constructor(program: string, args: readonly string[]) {
    this.by = program;
    this.child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.bytes += chunk.length;
      this.changed();
    });
    const ended = (): void => {
      this.over = true;
      this.changed();
    };
    this.child.once('error', ended).once('close', ended);
  }

  /** Whether so much is recorded before the deadline. */
  async reached(bytes: number): Promise<boolean> {
    return await new Promise((resolve) => {
      const deadline = setTimeout(resolve, startDeadlineMs, false);
      this.changed = () => {
        if (this.bytes < bytes && !this.over) return;
        clearTimeout(deadline);
        resolve(this.bytes >= bytes);
      };
      this.changed();
    });
  }

  noteBegins(): void {
    this.noteAt = this.bytes;
  }

  async finish(): Promise<Heard | undefined> {
    this.end();
    const samples = Buffer.concat(this.chunks);
    if (samples.length <= this.noteAt) return undefined;
    return {
      beforeDb: levelDb(samples.subarray(0, this.noteAt)),
      noteDb: levelDb(samples.subarray(this.noteAt)),
    };
  }

  end(): void {
    this.child.kill('SIGKILL');
  }
}

/** The instrument's own port, so that nothing else is heard. */
async function listenToJack(): Promise<Listener | NobodyListens> {
  const env = { ...process.env, JACK_NO_START_SERVER: '1' };
  const options = { env, timeout: startDeadlineMs, killSignal: 'SIGKILL' } as const;
  const asked = await promisify(execFile)('jack_lsp', options).catch(() => undefined);
  const port = asked?.stdout.split('\n').find((name) => name.startsWith('fw16-synth:'));
  if (port === undefined)
    return { why: 'jack_lsp, which names the ports, is not installed or names none of ours' };
  const folder = mkdtempSync(join(tmpdir(), 'fw16-synth-'));
  const file = join(folder, 'note.wav');
  const args = ['-f', file, '-d', '1', '-b', '16', port];
  // Its second includes the time before the note, so that it is started a little earlier.
  const recorded = promisify(execFile)('jack_rec', args, options).catch(() => undefined);
  return {
    by: 'jack_rec',
    noteBegins: () => undefined,
    async finish() {
      const done = await recorded;
      const noteDb = done === undefined || !existsSync(file) ? undefined : wavLevelDb(file);
      rmSync(folder, { recursive: true });
      return noteDb === undefined ? undefined : { beforeDb: -Infinity, noteDb };
    },
  };
}

function listenToFile(file: string): Listener {
  return {
    by: file,
    noteBegins: () => undefined,
    finish: async () => (existsSync(file) ? { beforeDb: -Infinity, noteDb: wavLevelDb(file) } : undefined),
  };
}

const wavHeaderBytes = 44;

function wavLevelDb(file: string): number {
  return levelDb(readFileSync(file).subarray(wavHeaderBytes));
}

/** The peak of 16-bit samples, in decibels below full scale. */
export function levelDb(samples: Uint8Array): number {
  const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
  let peak = 0;
  for (let at = 0; at + 1 < samples.length; at += bytesPerSample)
    peak = Math.max(peak, Math.abs(view.getInt16(at, true)));
  return 20 * Math.log10(peak / 32_768);
}
