/** Takes a YAML or JSON text apart: which key has which value on which line. */
import type * as Yaml from 'yaml';
import { type ConfigurationFault, valueText } from './fault.js';
import { sections, settings } from './schema.js';
import type { Entry, Source } from './source.js';
import { yamlLibrary, yamlOptions } from './yaml.js';

export interface TextContent {
  readonly entries: readonly Entry[];
  readonly faults: readonly ConfigurationFault[];
  /** What the key `version` says; undefined where it is missing. */
  readonly version?: Entry;
}

/** No section is nested as deeply; one that holds itself would be without end. */
const deepestSection = 8;

/** Anchors can make a few lines hold more than any memory. */
const mostEntries = 10_000;

/** Deeper nesting than this is refused before the library sees it: some thousand levels abort the whole process. */
const deepestNesting = 100;

/** Never throws: what cannot be read is a fault. */
export function readText(file: string, text: string): TextContent {
  if (text.trim() === '') return { entries: [], faults: [] };
  if (nesting(text) > deepestNesting) {
    return { entries: [], faults: [unreadable({ kind: 'file', file, line: 0 }, 'is nested too deeply')] };
  }
  try {
    return new TextReader(file, text).read();
  } catch (error) {
    // Nesting that is too deep for the library, or more aliases than it follows.
    const message = error instanceof Error ? error.message : String(error);
    return { entries: [], faults: [unreadable({ kind: 'file', file, line: 1 }, message)] };
  }
}

/** How deep the text may be nested: by its brackets, and by what lines begin with. Comments and texts count as well. */
function nesting(text: string): number {
  let deepest = 0;
  let brackets = 0;
  let beginning = 0;
  let begun = false;
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character === '[' || character === '{') brackets++;
    else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
    if (character === '\n') {
      beginning = 0;
      begun = false;
    } else if (!begun && ' \t-?:'.includes(character)) beginning++;
    else begun = true;
    deepest = Math.max(deepest, brackets, beginning / 2);
  }
  return deepest;
}

function unreadable(source: Source, message: string): ConfigurationFault {
  const problem = message.replace(/\s+/g, ' ').trim();
  return { source, problem, allowed: 'YAML or JSON', remedy: remedyFor(problem) };
}

function remedyFor(problem: string): string {
  if (problem.startsWith('Map keys must be unique')) return 'Remove all but one of the lines with this key.';
  if (problem.includes('Tabs')) return 'Indent with spaces.';
  return 'Correct the line; a key is written "driver: jack", indented by two spaces below its section "audio:".';
}

class TextReader {
  private readonly yaml = yamlLibrary();
  private readonly lines = new this.yaml.LineCounter();
  private readonly document: Yaml.Document.Parsed;
  private readonly file: string;
  private readonly entries: Entry[] = [];
  private readonly faults: ConfigurationFault[] = [];

  constructor(file: string, text: string) {
    this.file = file;
    this.document = this.yaml.parseDocument(text, { ...yamlOptions, lineCounter: this.lines });
  }

  read(): TextContent {
    const { document, faults } = this;
    for (const error of document.errors) faults.push(unreadable(this.at(error.pos[0]), error.message));
    if (faults.length > 0) return { entries: [], faults };
    const { contents } = document;
    if (this.yaml.isMap(contents)) this.section(contents, '', 0);
    else if (!this.isNothing(contents)) faults.push(this.notASection(contents, undefined));
    const version = this.entries.find(({ key }) => key === 'version');
    const entries = this.entries.filter((entry) => entry !== version);
    return version === undefined ? { entries, faults } : { entries, faults, version };
  }

  private section(map: Yaml.YAMLMap, prefix: string, depth: number): void {
    for (const { key, value } of map.items) {
      if (this.entries.length >= mostEntries) throw new Error(`more than ${mostEntries} keys`);
      const name = `${prefix}${this.yaml.isScalar(key) ? String(key.value) : String(key)}`;
      const source = this.at(rangeStart(key) ?? rangeStart(value));
      const resolved = this.resolve(value);
      if (this.isNothing(resolved)) continue;
      if (!this.yaml.isMap(resolved) || settings.has(name)) {
        if (sections.has(name)) this.faults.push(this.notASection(resolved, name, source));
        else this.entries.push(this.entry(name, resolved, source));
      } else if (depth < deepestSection && resolved.items.length > 0) {
        this.section(resolved, `${name}.`, depth + 1);
      } else if (!sections.has(name)) {
        this.entries.push(this.entry(name, resolved, source));
      }
    }
  }

  private entry(key: string, node: unknown, source: Source): Entry {
    const entry = { key, value: this.plain(node), source };
    if (!this.yaml.isSeq(node)) return entry;
    // Looked up only for what is at fault.
    return { ...entry, partSource: (index, field) => this.partSource(node.items[index], field) ?? source };
  }

  /** The key in the entry, or else the entry. */
  private partSource(item: unknown, field: string | undefined): Source | undefined {
    const resolved = this.resolve(item);
    const pairs = field !== undefined && this.yaml.isMap(resolved) ? resolved.items : [];
    const pair = pairs.find(({ key }) => this.yaml.isScalar(key) && String(key.value) === field);
    const start = rangeStart(pair?.key) ?? rangeStart(item);
    return start === undefined ? undefined : this.at(start);
  }

  /** What has no value, like a section of which every line is a comment, says nothing. */
  private isNothing(node: unknown): boolean {
    return node === null || node === undefined || (this.yaml.isScalar(node) && node.value === null);
  }

  private resolve(node: unknown): unknown {
    return this.yaml.isAlias(node) ? node.resolve(this.document) : node;
  }

  private plain(node: unknown): unknown {
    return this.yaml.isNode(node) ? node.toJS(this.document) : node;
  }

  private notASection(node: unknown, key: string | undefined, source?: Source): ConfigurationFault {
    const below = [...settings.keys()].find((known) => key !== undefined && known.startsWith(`${key}.`));
    const example =
      key === undefined || below === undefined
        ? '"audio:" and below it, indented, "driver: jack"'
        : `"${key}:" and below it, indented, "${below.slice(key.length + 1)}: …"`;
    const value = this.plain(node);
    return {
      source: source ?? this.at(rangeStart(node)),
      ...(key === undefined ? {} : { key }),
      ...(value === undefined ? {} : { value: valueText(value) }),
      problem: key === undefined ? 'the file must hold keys and values' : 'must hold keys and values',
      allowed: 'a section with keys',
      remedy: `Write ${example}.`,
    };
  }

  private at(offset: number | undefined): Source {
    const line = offset === undefined ? 1 : this.lines.linePos(offset).line;
    return { kind: 'file', file: this.file, line: Math.max(1, line) };
  }
}

function rangeStart(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node)) return undefined;
  const { range } = node;
  const [start] = Array.isArray(range) ? (range as unknown[]) : [];
  return typeof start === 'number' ? start : undefined;
}
