/** The version of the program. */
import { readFileSync } from 'node:fs';

/** As the package describes itself: `1.2.3`. */
export function version(): string {
  const file = new URL('../../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
