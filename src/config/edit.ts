/** Changes one setting in the text of a configuration file; comments and order stay. */
import type * as Yaml from 'yaml';
import { SynthError } from '../errors/errors.js';
import { readText } from './configurationText.js';
import { yamlLibrary, yamlOptions } from './yaml.js';

/**
 * The text with another value for a setting.
 * @param text YAML or JSON without faults of syntax; may be empty.
 * @throws SynthError CONFIG_UNWRITABLE for a text that only a person can change.
 */
export function withSetting(file: string, text: string, key: string, value: unknown): string {
  const changed = isJson(text) ? inJson(text, key, value) : inYaml(file, text, key, value);
  // What is written by a program is read by it before it counts.
  if (!saysTheSame(file, text, changed, key, value)) throw tooClever(file, key);
  return changed;
}

function isJson(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

type JsonObject = Record<string, unknown>;

function inJson(text: string, key: string, value: unknown): string {
  const content = JSON.parse(text) as JsonObject;
  const parts = key.split('.');
  let section = content;
  for (const part of parts.slice(0, -1)) {
    const below = Object.hasOwn(section, part) ? section[part] : undefined;
    const next = typeof below === 'object' && below !== null ? (below as JsonObject) : {};
    section[part] = next;
    section = next;
  }
  section[parts.at(-1) ?? key] = value;
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? (text.trim().includes('\n') ? '  ' : undefined);
  return `${JSON.stringify(content, undefined, indent)}\n`;
}

function inYaml(file: string, text: string, key: string, value: unknown): string {
  const yaml = yamlLibrary();
  const document = yaml.parseDocument(text, yamlOptions);
  if (document.errors.length > 0) throw tooClever(file, key);
  try {
    putIn(document, key.split('.'), value);
    const written = document.toString({
      lineWidth: 0,
      indent: indentOf(text),
      indentSeq: !/^( *)[^\s#-][^\n]*:[ \t]*\n\1- /m.test(text),
      flowCollectionPadding: !/\{[^\s}]/.test(text),
    });
    return text.includes('\r\n') ? written.replaceAll('\n', '\r\n') : written;
  } catch (cause) {
    throw tooClever(file, key, cause);
  }
}

function putIn(document: Yaml.Document, parts: readonly string[], value: unknown): void {
  const { isMap, isScalar } = yamlLibrary();
  for (let length = 1; length < parts.length; length++) {
    const section = parts.slice(0, length);
    const node = document.getIn(section, true);
    // A section of which every line is a comment has nothing as its value; the comments hang on that.
    if (isScalar(node) && node.value === null) {
      const map = document.createNode({});
      if (isMap(map)) map.commentBefore = node.comment ?? node.commentBefore ?? null;
      document.setIn(section, map);
    }
  }
  const present = document.getIn(parts, true);
  if (isScalar(present) && (typeof value !== 'object' || value === null)) {
    present.value = value;
    // How the number before it was written.
    delete present.format;
    delete present.minFractionDigits;
  } else {
    document.setIn(parts, document.createNode(value));
  }
}

/** Spaces by which a section's keys are indented. */
function indentOf(text: string): number {
  const found = /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\r?\n( {1,8})[^\s#-]/m.exec(text)?.[1]?.length;
  return found ?? 2;
}

/** Whether nothing but the one setting differs, as the program reads it. */
function saysTheSame(file: string, before: string, after: string, key: string, value: unknown): boolean {
  const others = (text: string): string => {
    const { entries, faults, version } = readText(file, text);
    const said = entries.filter((entry) => entry.key !== key).map((entry) => [entry.key, entry.value]);
    return JSON.stringify([said, version?.value, faults.map(({ problem }) => problem)]);
  };
  const written = readText(file, after).entries.filter((entry) => entry.key === key);
  if (written.length !== 1 || JSON.stringify(written[0]?.value) !== JSON.stringify(value)) return false;
  return others(before) === others(after);
}

function tooClever(file: string, key: string, cause?: unknown): SynthError {
  return new SynthError(
    'CONFIG_UNWRITABLE',
    `${key} cannot be set in ${file}: the way in which the file is written is not understood well enough.`,
    `Set it by hand, then run: fw16-synth check-config`,
    { cause },
  );
}
