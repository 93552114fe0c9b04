/** Reads the configuration: the command line over the environment over the file over the defaults. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { parse } from 'yaml';
import { SynthError } from '../errors/errors.js';
import { type Configuration, createConfiguration } from './schema.js';

export interface LoadOptions {
  /** The file to read; it has to exist. Without one the user's and then the system's file is read if it is there. */
  readonly file?: string | undefined;
  /** Settings from the command line, by their full keys. */
  readonly overrides?: Readonly<Record<string, unknown>>;
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Reads and checks everything.
 * @throws SynthError CONFIG_INVALID that names the file and every key that is wrong.
 */
export function loadConfiguration(options: LoadOptions = {}): Configuration {
  const environment = options.environment ?? process.env;
  let origin = 'the environment or the command line';
  try {
    const configuration = createConfiguration(environment);
    const file = options.file ?? defaultFile(environment);
    if (file !== undefined) {
      origin = file;
      configuration.load(readYaml(file));
    }
    for (const [key, value] of Object.entries(options.overrides ?? {})) setByKey(configuration, key, value);
    configuration.validate({ allowed: 'strict' });
    return configuration;
  } catch (error) {
    if (error instanceof SynthError) throw error;
    throw new SynthError(
      'CONFIG_INVALID',
      `The configuration is not valid (${origin}):\n${indented(error instanceof Error ? error.message : String(error))}`,
      'Correct the settings named above; nothing was started.',
      { cause: error },
    );
  }
}

/** convict types the keys that it knows; these come from a table of command line flags. */
function setByKey(configuration: Configuration, key: string, value: unknown): void {
  (configuration as unknown as { set(key: string, value: unknown): void }).set(key, value);
}

function defaultFile(environment: NodeJS.ProcessEnv): string | undefined {
  const home = environment.XDG_CONFIG_HOME ?? `${homedir()}/.config`;
  return [`${home}/fw16-synth/config.yaml`, '/etc/fw16-synth/config.yaml'].find((file) => existsSync(file));
}

function readYaml(file: string): Record<string, unknown> {
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
  // Line and column of a syntax error are in its message.
  const content: unknown = parse(text) ?? {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new Error('the file must hold keys and values, like "audio:" and below it "driver: jack"');
  }
  return content as Record<string, unknown>;
}

function indented(text: string): string {
  return text
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}
