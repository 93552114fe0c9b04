/** Runs the program as a user does and waits for its end, with no configuration but what a test gives it. */
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The program, for `node`. */
export const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
}

function settings({ environment, folder }: RunOptions) {
  return {
    encoding: 'utf8',
    timeout: 20_000,
    cwd: folder,
    env: { PATH: process.env.PATH, XDG_CONFIG_HOME: '/nonexistent', ...environment },
    maxBuffer: 64 * 2 ** 20,
  } as const;
}

/** The same as `runProgram`, without holding up this process: what the program talks to may be in it. */
export async function runProgramBeside(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], settings(options), (_, stdout, stderr) =>
      resolve({ status: child.exitCode, stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** Waits for the program to end; at most 20 s. */
export function runProgram(args: readonly string[], options: RunOptions = {}): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], settings(options));
  return { status, stdout, stderr };
}
