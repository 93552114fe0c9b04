/** The places that a configuration comes from, and what each of them says. */
import { closeSync, constants, existsSync, fstatSync, openSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { deadlines, missedDeadline } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import { defaultSoundFontVariable } from './aliases.js';
import { readText, type TextContent } from './configurationText.js';
import { type ConfigurationFault, type ConfigurationNote, quoted } from './fault.js';
import { migrate } from './migrations.js';
import { nearestOf } from './nearest.js';
import { configurationFolder, systemConfiguration, userConfiguration } from './places.js';
import { readProductionConf } from './productionConf.js';
import { settings } from './schema.js';
import type { Entry } from './source.js';

export interface LoadOptions {
  /** The file to read, and the only one; it has to exist. Without one those of the system and the user are read. */
  readonly file?: string | undefined;
  /** Settings from the command line, by their full keys. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  /** The flag that each override is from, by the same keys. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly environment?: NodeJS.ProcessEnv;
  /** The file of the whole system; a test may have another. */
  readonly systemFile?: string;
  /** Read this text in place of what is in a file, which need not exist. */
  readonly replace?: { readonly file: string; readonly text: string };
}

export interface Layer {
  readonly entries: readonly Entry[];
  readonly faults: readonly ConfigurationFault[];
  readonly notes: readonly ConfigurationNote[];
  /** The file that it was read from, where it was one. */
  readonly file?: string;
  /** What the file says; undefined where it could not be read. */
  readonly text?: string;
}

/** A configuration of this many bytes was not written by a person. */
const largestFile = 1 << 20;

/** Milliseconds between two looks at a pipe that has nothing to read yet. */
const pipePause = 10;

/** Every layer, the lowest first. Never throws: what cannot be read is a fault. */
export function readLayers(options: LoadOptions, environment: NodeJS.ProcessEnv): readonly Layer[] {
  return [
    defaultSoundFont(environment),
    ...fileLayers(options, environment),
    environmentLayer(environment),
    commandLine(options),
  ];
}

function fileLayers(options: LoadOptions, environment: NodeJS.ProcessEnv): readonly Layer[] {
  const { file, replace } = options;
  if (file !== undefined) return [fileLayer(file, replace)];
  const exists = (path: string) => path === replace?.file || existsSync(path);
  const system = options.systemFile ?? systemConfiguration;
  const old = join(configurationFolder(environment), 'production.conf');
  const user = userConfiguration(environment);
  return [
    ...(exists(system) ? [fileLayer(system, replace)] : []),
    ...(exists(old) ? [productionConf(old)] : []),
    ...(exists(user) ? [fileLayer(user, replace)] : []),
  ];
}

function fileLayer(file: string, replace: LoadOptions['replace']): Layer {
  const text = file === replace?.file ? replace.text : readLimited(file);
  if (typeof text !== 'string') return { file, entries: [], faults: [text], notes: [] };
  const content = readText(file, text);
  const migrated = migrate(content.entries, content.version);
  return { file, text, ...migrated, faults: [...content.faults, ...migrated.faults] };
}

function productionConf(file: string): Layer {
  const text = readLimited(file);
  if (typeof text !== 'string') return { file, entries: [], faults: [text], notes: [] };
  const content: TextContent = readProductionConf(file, text);
  const note: ConfigurationNote = {
    kind: 'deprecated',
    source: { kind: 'file', file, line: 0 },
    sentence: `${file} is of an old kind: move what it says to config.yaml beside it (production.enabled, log.file, log.level).`,
  };
  return { file, ...content, notes: [note] };
}

/**
 * The text of a file or of a pipe, or why there is none.
 * @param ms How long to wait for what writes to a pipe, at most.
 */
export function readLimited(
  file: string,
  ms: number = deadlines.configurationPipe.ms,
): string | ConfigurationFault {
  const fault = (problem: string, remedy: string): ConfigurationFault => ({
    source: { kind: 'file', file, line: 0 },
    problem,
    remedy,
  });
  try {
    // Opening a FIFO would wait for somebody to write to it.
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = readBytes(fd, ms);
      if (bytes.length > largestFile)
        return fault(`is larger than ${largestFile} bytes`, 'Name a configuration file.');
      if (bytes.length > 0 || !isNamedPipe(fd)) return bytes.toString('utf8').replace(/^\uFEFF/, '');
      return fault('is a FIFO that nobody writes to', 'Name a configuration file.');
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    if (error instanceof SynthError) return fault(error.message.replace(/\.$/, ''), error.remedy);
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    return fault(
      `the configuration file cannot be read${code}`,
      `See whether it is there and yours to read: ls -l ${quoted(file)}`,
    );
  }
}

/** Bounded, so that a device or an endless pipe is refused too: one byte more than is allowed at most. */
function readBytes(fd: number, ms: number): Buffer {
  const bytes = Buffer.alloc(largestFile + 1);
  const end = performance.now() + ms;
  let length = 0;
  while (length < bytes.length) {
    const read = readAvailable(fd, bytes.subarray(length));
    if (read === 0) break;
    length += read ?? 0;
    if (performance.now() >= end) throw missedDeadline('configurationPipe', ms);
    if (read === undefined) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pipePause);
  }
  return bytes.subarray(0, length);
}

/** How many bytes; 0 at the end, undefined where there are none yet. */
function readAvailable(fd: number, bytes: Buffer): number | undefined {
  try {
    return readSync(fd, bytes, 0, bytes.length, null);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return undefined;
    throw error;
  }
}

/** One that has a place in the file system; that of a shell's `<(…)` has none, and may have been empty. */
function isNamedPipe(fd: number): boolean {
  return fstatSync(fd).isFIFO() && !readlinkSync(`/proc/self/fd/${fd}`).startsWith('pipe:');
}

function defaultSoundFont(environment: NodeJS.ProcessEnv): Layer {
  const value = environment[defaultSoundFontVariable];
  const source = { kind: 'environment', name: defaultSoundFontVariable } as const;
  const entries = value ? [{ key: 'audio.soundfont', value, source }] : [];
  return { entries, faults: [], notes: [] };
}

/** A variable that is empty counts as not set, which is what other programs make of one. */
function environmentLayer(environment: NodeJS.ProcessEnv): Layer {
  const entries: Entry[] = [];
  const known: string[] = [];
  for (const { key, env } of settings.values()) {
    if (env === undefined) continue;
    known.push(env);
    const value = environment[env];
    if (value) entries.push({ key, value, source: { kind: 'environment', name: env } });
  }
  const notes = Object.keys(environment)
    .filter((name) => name.startsWith('FW16_SYNTH_') && !known.includes(name))
    .flatMap((name) => unusedVariable(name, nearestOf(name, known)));
  return { entries, faults: [], notes };
}

/** Only of a name that looks misspelt: others with this beginning are for other parts of the program. */
function unusedVariable(name: string, nearest: string | undefined): ConfigurationNote[] {
  if (nearest === undefined) return [];
  const sentence = `No setting is named ${name}; did you mean ${nearest}?`;
  return [{ kind: 'unused', source: { kind: 'environment', name }, sentence }];
}

function commandLine({ overrides = {}, flags = {} }: LoadOptions): Layer {
  const entries = Object.entries(overrides)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]): Entry => {
      return { key, value, source: { kind: 'command line', flag: flags[key] ?? '' } };
    });
  return { entries, faults: [], notes: [] };
}
