/** Loads the YAML library, and only when there is some: it takes longer than the rest of a start's configuration. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

export function yamlLibrary(): typeof Yaml {
  return createRequire(import.meta.url)('yaml') as typeof Yaml;
}

/** For every reading of a configuration: strict, and silent on the terminal. */
export const yamlOptions = { prettyErrors: false, logLevel: 'error', uniqueKeys: true } as const;
