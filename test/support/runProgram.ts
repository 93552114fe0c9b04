/** Runs the program as a user does and waits for its end, with no configuration but what a test gives it. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Waits for the program to end; at most 20 s. */
export function runProgram(
  args: readonly string[],
  options: { readonly environment?: NodeJS.ProcessEnv; readonly folder?: string } = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], {
    encoding: 'utf8',
    timeout: 20_000,
    cwd: options.folder,
    env: { PATH: process.env.PATH, XDG_CONFIG_HOME: '/nonexistent', ...options.environment },
    maxBuffer: 64 * 2 ** 20,
  });
  return { status, stdout, stderr };
}
