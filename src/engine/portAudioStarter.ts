/** Starts and ends the process that plays through PortAudio. Belongs to the main thread, which reaps it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { deadlines } from '../errors/deadlines.js';
import type { PortAudioRequest, PortAudioStarter } from './portAudioProtocol.js';

const processFile = fileURLToPath(new URL('./portAudioProcess.js', import.meta.url));

export class PortAudioProcessStarter implements PortAudioStarter {
  private readonly file: string;
  private running: ChildProcess | undefined;

  /** @param file The program; a test may start another. */
  constructor(file: string = processFile) {
    this.file = file;
  }

  /** The socket's other end sees the end of the stream when the process cannot be started. */
  start(descriptor: number, request: PortAudioRequest): void {
    this.end();
    try {
      this.running = spawn(process.execPath, [this.file, JSON.stringify(request)], {
        stdio: [descriptor, 'ignore', 'ignore'],
      });
      this.running.once('error', () => undefined);
    } catch {
      // Node reports most failures to start a process by an event, and some at once.
    } finally {
      closeSync(descriptor);
    }
  }

  end(): void {
    const child = this.running;
    this.running = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const deadline = setTimeout(() => child.kill('SIGKILL'), deadlines.endPortAudio.ms);
    child.once('exit', () => clearTimeout(deadline));
  }
}
