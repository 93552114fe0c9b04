/** Builds the programs in C that measure. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const libraries = {
  onset: ['-ljack', '-lm', '-lpthread'],
  feed: [],
  notified: [],
  gaps: ['-ljack', '-lm'],
  // By its full name, since the plain one comes only with the development package.
  render: ['-l:libfluidsynth.so.3'],
} as const;

export type ToolName = keyof typeof libraries;

const compiled = new Map<ToolName, string>();

/** Compiles one of the programs into the directory, once, and returns its path. Throws what the compiler says. */
export function compileTool(name: ToolName, directory: string): string {
  const known = compiled.get(name);
  if (known !== undefined) return known;
  const source = fileURLToPath(new URL(`../../bench/${name}.c`, import.meta.url));
  const target = `${directory}/${name}`;
  execFileSync('cc', ['-O2', '-o', target, source, ...libraries[name]], { stdio: 'pipe', encoding: 'utf8' });
  compiled.set(name, target);
  return target;
}
