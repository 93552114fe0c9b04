/** Loads the YAML library, and only when there is some: it takes longer than the rest of a start's configuration. */
import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import type * as Yaml from 'yaml';

const require = createRequire(import.meta.url);

export function yamlLibrary(): typeof Yaml {
  return require('yaml') as typeof Yaml;
}

/** Lets go of the library, which is a megabyte, until it is needed again. Nobody may be using it. */
export function forgetYamlLibrary(): void {
  const folder = dirname(require.resolve('yaml')) + sep;
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(folder)) delete require.cache[file];
  }
}

/** For every reading of a configuration: strict, and silent on the terminal. */
export const yamlOptions = { prettyErrors: false, logLevel: 'error', uniqueKeys: true } as const;
