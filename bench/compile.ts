/** Builds the programs in C that measure, next to the compiled benchmark. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const libraries = {
  onset: ['-ljack', '-lm', '-lpthread'],
  // By its full name, since the plain one comes only with the development package.
  render: ['-l:libfluidsynth.so.3'],
} as const;

/** Compiles one of the programs and returns its path. */
export function compileTool(name: keyof typeof libraries): string {
  const source = fileURLToPath(new URL(`../../bench/${name}.c`, import.meta.url));
  const target = fileURLToPath(new URL(name, import.meta.url));
  try {
    execFileSync('cc', ['-O2', '-o', target, source, ...libraries[name]], {
      stdio: 'pipe',
      encoding: 'utf8',
    });
  } catch (error) {
    const packages = 'apt install gcc libjack-jackd2-dev libfluidsynth3';
    throw new Error(`${source} does not compile: ${packages}`, { cause: error });
  }
  return target;
}
