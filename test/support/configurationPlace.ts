/** Configuration files in a folder of their own, and an environment that knows of nothing else. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../../src/config/fault.js';
import { examineConfiguration, type LoadOptions, readConfiguration } from '../../src/config/load.js';
import { sourceText } from '../../src/config/source.js';

interface Files {
  readonly user?: string;
  readonly system?: string;
  /** `production.conf`. */
  readonly production?: string;
}

export class ConfigurationPlace {
  readonly folder: string;
  readonly userFile: string;
  readonly systemFile: string;
  readonly environment: NodeJS.ProcessEnv;

  constructor(folder: string, files: Files = {}) {
    this.folder = folder;
    this.userFile = join(folder, 'home/fw16-synth/config.yaml');
    this.systemFile = join(folder, 'etc/config.yaml');
    this.environment = {
      HOME: join(folder, 'home'),
      XDG_CONFIG_HOME: join(folder, 'home'),
      XDG_STATE_HOME: join(folder, 'state'),
    };
    mkdirSync(join(folder, 'home/fw16-synth'), { recursive: true });
    mkdirSync(join(folder, 'etc'), { recursive: true });
    if (files.user !== undefined) writeFileSync(this.userFile, files.user);
    if (files.system !== undefined) writeFileSync(this.systemFile, files.system);
    if (files.production !== undefined) {
      writeFileSync(join(folder, 'home/fw16-synth/production.conf'), files.production);
    }
  }

  /** What to load with; variables of the given environment are added to those of the place. */
  options(options: LoadOptions = {}): LoadOptions {
    const environment = { ...this.environment, ...options.environment };
    return { systemFile: this.systemFile, ...options, environment };
  }

  read(options: LoadOptions = {}) {
    return readConfiguration(this.options(options));
  }

  /** The values, in sections. */
  load(options: LoadOptions = {}) {
    return this.read(options).configuration.getProperties();
  }

  /** The error that loading ends with. */
  fault(options: LoadOptions = {}): ConfigurationError {
    try {
      this.load(options);
    } catch (error) {
      if (error instanceof ConfigurationError) return error;
      throw error;
    }
    throw new Error('it was loaded');
  }

  /** A value and where it is from, by its key. */
  value(key: string, options: LoadOptions = {}): readonly [unknown, string] {
    const found = this.read(options).values.get(key);
    if (found === undefined) throw new Error(`there is no ${key}`);
    return [found.value, sourceText(found.source)];
  }

  /** The sentence of every note of a kind. */
  notes(kind: string, options: LoadOptions = {}): string[] {
    const { notes } = examineConfiguration(this.options(options));
    return notes.filter((note) => note.kind === kind).map(({ sentence }) => sentence);
  }

  userText(): string {
    return readFileSync(this.userFile, 'utf8');
  }
}
