/** Reads the configuration: the command line over the environment over the files over the defaults. */
import { contradictions } from './contradictions.js';
import { ConfigurationError, type ConfigurationFault, type ConfigurationNote } from './fault.js';
import { type Layer, type LoadOptions, readLayers } from './layers.js';
import { mergeLayers, type SourcedValue } from './merge.js';
import { userConfiguration } from './places.js';
import { type Configuration, createConfiguration } from './schema.js';

export type { LoadOptions } from './layers.js';

export interface OwnFile {
  readonly file: string;
  /** What it says; empty where there is none. */
  readonly text: string;
  /** False for a file that is there and could not be read. */
  readonly readable: boolean;
}

/** A configuration with all that is known of it. */
export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** What every setting is and where it is from, by full keys in the order of the schema. */
  readonly values: ReadonlyMap<string, SourcedValue>;
  readonly notes: readonly ConfigurationNote[];
  /** The files that were read, the lowest first. */
  readonly files: readonly string[];
  /** The file that a person changes: the one that was named, or that in the home. */
  readonly own: OwnFile;
}

/** The same of one that may be faulty: settings that are wrong have the value of the layer below. */
export interface ExaminedConfiguration extends LoadedConfiguration {
  readonly faults: readonly ConfigurationFault[];
}

/**
 * Reads and checks everything.
 * @throws ConfigurationError that names every fault and where it is.
 */
export function loadConfiguration(options: LoadOptions = {}): Configuration {
  return readConfiguration(options).configuration;
}

/** The same, with where each value is from. @throws ConfigurationError. */
export function readConfiguration(options: LoadOptions = {}): LoadedConfiguration {
  const { faults, ...loaded } = examineConfiguration(options);
  if (faults.length > 0) throw new ConfigurationError(faults, loaded.notes, options.file);
  return loaded;
}

/** The same, faulty or not. Never throws for what is in files, environment and command line. */
export function examineConfiguration(options: LoadOptions = {}): ExaminedConfiguration {
  const environment = options.environment ?? process.env;
  const layers = readLayers(options, environment);
  const { values, faults, notes } = mergeLayers(layers, environment);
  const configuration = createConfiguration();
  for (const [key, { value, source }] of values) {
    if (source.kind !== 'default') setByKey(configuration, key, value);
  }
  // A second look: a value that the checks let through and the schema does not would be a defect.
  configuration.validate({ allowed: 'strict' });
  // What is wrong with an entry is wrong with its list.
  const faulty = new Set(faults.flatMap(({ key }) => (key === undefined ? [] : [key.replace(/\[.*/s, '')])));
  return {
    configuration,
    values,
    notes,
    own: ownFile(options.file ?? userConfiguration(environment), layers),
    files: layers.flatMap(({ file }) => (file === undefined ? [] : [file])),
    faults: [...faults, ...contradictions(configuration, faulty)],
  };
}

function ownFile(path: string, layers: readonly Layer[]): OwnFile {
  const layer = layers.find(({ file }) => file === path);
  return { file: path, text: layer?.text ?? '', readable: layer === undefined || layer.text !== undefined };
}

/** convict types the keys that it knows; these are all keys of the schema. */
function setByKey(configuration: Configuration, key: string, value: unknown): void {
  (configuration as unknown as { set(key: string, value: unknown): void }).set(key, value);
}
