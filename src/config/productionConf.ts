/**
 * The file `production.conf` of the original program: lines of `name=value`. It is read for those who have one, below
 * their configuration.
 */

import type { TextContent } from './configurationText.js';
import type { ConfigurationFault } from './fault.js';
import { nearestOf } from './nearest.js';
import type { Entry, Source } from './source.js';

/** What each name sets; `verbose=false` sets nothing. */
const names: Readonly<
  Record<string, (value: string) => readonly (readonly [key: string, value: unknown])[]>
> = {
  production: (value) => [['production.enabled', value]],
  log_file: (value) => [['log.file', value]],
  verbose: (value) => {
    const word = value.toLowerCase();
    if (word === 'true') return [['log.level', 'debug']];
    // Any other word than "false" is left for the check to refuse.
    return word === 'false' ? [] : [['log.level', value]];
  },
};

/** Never throws: what cannot be understood is a fault. */
export function readProductionConf(file: string, text: string): TextContent {
  const entries: Entry[] = [];
  const faults: ConfigurationFault[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const written = raw.trim();
    if (written === '' || written.startsWith('#')) continue;
    const source: Source = { kind: 'file', file, line: index + 1 };
    const [, name = '', value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(written) ?? [];
    const meaning = Object.hasOwn(names, name) ? names[name] : undefined;
    if (meaning === undefined) faults.push(unknownLine(source, written, name));
    else for (const [key, set] of meaning(unquoted(value))) entries.push({ key, value: set, source });
  }
  return { entries, faults };
}

function unquoted(value: string): string {
  return /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
}

function unknownLine(source: Source, written: string, name: string): ConfigurationFault {
  const nearest = nearestOf(name, Object.keys(names));
  return {
    source,
    key: name === '' ? written : name,
    problem: 'is nothing that this file can say',
    allowed: 'production=, log_file=, verbose=',
    ...(nearest === undefined ? {} : { nearest }),
    remedy: nearest === undefined ? 'Remove the line.' : `Write ${nearest} instead, or remove the line.`,
  };
}
