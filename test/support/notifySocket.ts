/** A service manager's end of sd_notify: a datagram socket of the test's own, which Node itself cannot open. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const receiver = `
import json, socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print(json.dumps('bound'), flush=True)
while True:
    print(json.dumps(s.recv(65536).decode()), flush=True)
`;

/** A bound against hangs, in milliseconds. */
const deadlineMs = 10_000;

export class NotifySocket {
  /** For NOTIFY_SOCKET. */
  readonly path: string;
  /** Every message so far. */
  readonly messages: string[] = [];

  private readonly folder: string;
  private readonly child: ChildProcess;
  private arrived: () => void = () => {};

  private constructor() {
    // Not a folder of the test's: the path of a Unix socket may have 107 characters.
    this.folder = mkdtempSync(join(tmpdir(), 'fw16-notify-'));
    this.path = join(this.folder, 'notify');
    const child = spawn('python3', ['-c', receiver, this.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    this.child = child;
    createInterface({ input: child.stdout }).on('line', (line) => {
      this.messages.push(JSON.parse(line) as string);
      this.arrived();
    });
  }

  static async open(): Promise<NotifySocket> {
    const socket = new NotifySocket();
    await socket.until((messages) => messages.length > 0);
    socket.messages.length = 0;
    return socket;
  }

  /** Waits until the messages are as they should be. */
  async until(wanted: (messages: readonly string[]) => boolean): Promise<void> {
    const deadline = Date.now() + deadlineMs;
    while (!wanted(this.messages)) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`the messages were ${JSON.stringify(this.messages)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.arrived = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async close(): Promise<void> {
    const exited = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exited;
    rmSync(this.folder, { recursive: true });
  }
}
