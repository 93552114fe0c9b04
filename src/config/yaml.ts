/** Reads YAML. The library is loaded only when there is some: it takes longer than the rest of a start's configuration. */
import { createRequire } from 'node:module';
import type * as Yaml from 'yaml';

/** The content of a YAML or JSON text. @throws Error with line and column. */
export function parseYaml(text: string): unknown {
  const yaml = createRequire(import.meta.url)('yaml') as typeof Yaml;
  return yaml.parse(text);
}
