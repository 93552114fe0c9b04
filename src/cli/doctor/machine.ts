/** What doctor may look at. It reads files and asks programs; nothing is changed. A test has a machine of its own. */
import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { userInfo } from 'node:os';

/** What a program said. */
export interface Answer {
  /** The exit status; null when it was killed, for its time was over or by a signal. */
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a path names, links followed; `file` is a plain one. */
export type FileKind = 'file' | 'folder' | 'FIFO' | 'socket' | 'character device' | 'block device';

export interface FileFacts {
  readonly userId: number;
  readonly groupId: number;
  /** Permission bits. */
  readonly mode: number;
  readonly kind: FileKind;
}

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly userId: number;
  readonly userName: string;
  /** The groups that this process has; those of /etc/group count from the next login. */
  readonly groups: readonly number[];
  /** Like `20.19.2`. */
  readonly nodeVersion: string;
  exists(path: string): boolean;
  /** False as well when it is not there. */
  mayRead(path: string): boolean;
  /** The same for writing. */
  mayWrite(path: string): boolean;
  /** The text of a file, or undefined when it is not there or not readable. */
  read(path: string): string | undefined;
  /** The names in a folder; none when it is not there. */
  list(folder: string): readonly string[];
  stat(path: string): FileFacts | undefined;
  /** What a program says within the deadline; undefined when it is not installed. */
  ask(
    program: string,
    args: readonly string[],
    environment?: Record<string, string>,
  ): Promise<Answer | undefined>;
}

/** Longer than any of these programs takes, and bearable when one hangs. */
export const programDeadlineMs = 4000;

/** The machine that this runs on. */
export const thisMachine: Machine = {
  environment: process.env,
  userId: process.getuid?.() ?? 0,
  userName: userName(),
  groups: [...(process.getgroups?.() ?? []), process.getegid?.() ?? 0],
  nodeVersion: process.versions.node,
  exists: existsSync,
  mayRead(path) {
    return tried(() => accessSync(path, constants.R_OK) === undefined) ?? false;
  },
  mayWrite(path) {
    return tried(() => accessSync(path, constants.W_OK) === undefined) ?? false;
  },
  read(path) {
    return tried(() => readFileSync(path, 'utf8'));
  },
  list(folder) {
    return tried(() => readdirSync(folder).sort()) ?? [];
  },
  stat(path) {
    return tried(() => {
      const stats = statSync(path);
      const { uid, gid, mode } = stats;
      return { userId: uid, groupId: gid, mode: mode & 0o7777, kind: kindOf(stats) };
    });
  },
  ask: askProgram,
};

function kindOf(stats: Stats): FileKind {
  if (stats.isDirectory()) return 'folder';
  if (stats.isFIFO()) return 'FIFO';
  if (stats.isSocket()) return 'socket';
  if (stats.isCharacterDevice()) return 'character device';
  return stats.isBlockDevice() ? 'block device' : 'file';
}

function tried<Value>(look: () => Value): Value | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function userName(): string {
  return tried(() => userInfo().username) ?? process.env.USER ?? String(process.getuid?.() ?? 0);
}

function askProgram(
  program: string,
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    // In the language that is looked for, and never through a pager.
    const env = { ...process.env, LC_ALL: 'C', SYSTEMD_PAGER: '', ...environment };
    const options = {
      env,
      timeout: programDeadlineMs,
      killSignal: 'SIGKILL',
      maxBuffer: 32 * 2 ** 20,
    } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (error !== null && 'code' in error && error.code === 'ENOENT') return resolve(undefined);
      resolve({ status: child.exitCode, stdout, stderr });
    });
    child.stdin?.end();
  });
}
