/** Reads the configuration: the command line over the environment over the files over the defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { SynthError } from '../errors/errors.js';
import { contradictions } from './contradictions.js';
import { type Configuration, createConfiguration, schema } from './schema.js';
import { parseYaml } from './yaml.js';

export interface LoadOptions {
  /** The file to read, and the only one; it has to exist. Without one those of the system and the user are read. */
  readonly file?: string | undefined;
  /** Settings from the command line, by their full keys. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
  /** The file of the whole system; a test may have another. */
  readonly systemFile?: string;
}

type Section = Readonly<Record<string, unknown>>;

/**
 * Reads and checks everything.
 * @throws SynthError CONFIG_INVALID that names where a fault is, and every key there that is wrong.
 */
export function loadConfiguration(options: LoadOptions = {}): Configuration {
  const environment = options.environment ?? process.env;
  const layers = filesToRead(options, environment).map((file) => ({ file, content: readYaml(file) }));
  // One by one first, so that a fault is laid at the right door.
  for (const { file, content } of layers) checked(file, {}, [content], {});
  checked('the environment', environment, [], {});
  const contents = layers.map(({ content }) => content);
  const overrides = options.overrides ?? {};
  const configuration = checked('the command line', environment, contents, overrides);
  const faults = contradictions(configuration);
  if (faults.length > 0) throw invalid('taken together', faults.join('\n'));
  return configuration;
}

/** @throws SynthError CONFIG_INVALID. */
function checked(
  origin: string,
  environment: NodeJS.ProcessEnv,
  contents: readonly Section[],
  overrides: Section,
): Configuration {
  try {
    const configuration = createConfiguration(environment);
    for (const content of contents) configuration.load(content);
    for (const [key, value] of Object.entries(overrides)) setByKey(configuration, key, value);
    configuration.validate({ allowed: 'strict' });
    return configuration;
  } catch (error) {
    throw invalid(origin, error instanceof Error ? error.message : String(error), error);
  }
}

function invalid(origin: string, faults: string, cause?: unknown): SynthError {
  return new SynthError(
    'CONFIG_INVALID',
    `The configuration is not valid (${origin}):\n${indented(faults)}`,
    'Correct the settings named above; nothing was started.',
    { cause },
  );
}

/** convict types the keys that it knows; these come from a table of command line flags. */
function setByKey(configuration: Configuration, key: string, value: unknown): void {
  (configuration as unknown as { set(key: string, value: unknown): void }).set(key, value);
}

/** Lowest first. */
function filesToRead(options: LoadOptions, environment: NodeJS.ProcessEnv): readonly string[] {
  if (options.file !== undefined) return [options.file];
  const home = environment.XDG_CONFIG_HOME || `${environment.HOME || homedir()}/.config`;
  const system = options.systemFile ?? '/etc/fw16-synth/config.yaml';
  return [system, `${home}/fw16-synth/config.yaml`].filter((file) => existsSync(file));
}

function readYaml(file: string): Section {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new SynthError(
      'CONFIG_INVALID',
      `The configuration file ${file} cannot be read.`,
      `See whether it is there and yours to read: ls -l ${file}`,
      { cause },
    );
  }
  try {
    // Line and column of a syntax error are in its message.
    const content: unknown = parseYaml(text) ?? {};
    if (!isSection(content)) {
      throw new Error('the file must hold keys and values, like "audio:" and below it "driver: jack"');
    }
    return withoutNothing(content, schema, '');
  } catch (error) {
    throw invalid(file, error instanceof Error ? error.message : String(error), error);
  }
}

/**
 * The same without keys that have no value, like a section of which every line is a comment.
 * @throws Error for a value where there should be a section, and the other way round.
 */
function withoutNothing(content: Section, known: Section, prefix: string): Section {
  const entries = Object.entries(content).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(
    entries.map(([key, value]) => {
      const below = Object.hasOwn(known, key) ? known[key] : undefined;
      if (!isSection(below)) return [key, value];
      const setting = 'default' in below;
      if (!setting && isSection(value)) return [key, withoutNothing(value, below, `${prefix}${key}.`)];
      if (setting && !isSection(value)) return [key, value];
      const wanted = setting ? 'must not hold keys and values' : 'must hold keys and values';
      throw new Error(`${prefix}${key}: ${wanted}: value was ${JSON.stringify(value)}`);
    }),
  );
}

function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
