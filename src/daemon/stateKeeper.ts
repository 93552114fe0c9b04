/** What the daemon writes down, and what it becomes of what the one before it has written. */
import { join } from 'node:path';
import type { LoadedConfiguration } from '../config/load.js';
import { stateFolder } from '../config/places.js';
import { keepLoaded } from '../config/versions.js';
import { faultOf } from '../errors/errors.js';
import type { Log } from '../logging/logger.js';
import { ActivationRecord, type Recollection } from './activationRecord.js';
import { type Assembly, tellOfActivation } from './assembly.js';
import { rememberedState, restoreState } from './wakeUp.js';

export class StateKeeper {
  private readonly record: ActivationRecord;
  private readonly parts: Assembly;
  private readonly log: Log;
  private readonly environment: NodeJS.ProcessEnv;
  private readonly folder: string;

  constructor(parts: Assembly, log: Log, environment: NodeJS.ProcessEnv) {
    this.parts = parts;
    this.log = log;
    this.environment = environment;
    this.folder = environment.STATE_DIRECTORY || stateFolder(environment);
    this.record = new ActivationRecord(join(this.folder, 'activation.json'));
  }

  /** What the process before has left; to be asked before anything is noted. */
  recollect(): Recollection {
    return this.record.recollect();
  }

  /** The instrument is active, and set as it is. */
  remember(): void {
    this.note('activation', () => this.record.noteActive(rememberedState(this.parts.instrument.properties)));
  }

  /** It is not, and nobody expects it to be. */
  forget(): void {
    this.note('activation', () => this.record.noteInactive());
  }

  /** Keeps the configuration that has been taken, for `fw16-synth config rollback`. */
  keep(loaded: LoadedConfiguration): void {
    this.note('versions', () => keepLoaded(loaded, this.environment));
  }

  /**
   * Active from the start where that is wanted, or again where the process before died of something.
   * @param recollection Of the process before.
   * @param wanted By the configuration.
   * @param tell Told of what could not be set as it was.
   */
  async wake(recollection: Recollection, wanted: boolean, tell: (error: unknown) => void): Promise<void> {
    const { activation, instrument, health } = this.parts;
    if (recollection.advice === 'give-up') {
      this.log
        .category('daemon')
        .error('The instrument has died too often while it was active, and stays inactive.', {
          remedy: 'See what it died of: journalctl --user -u fw16-synth',
        });
      // Who activates it later expects no more of a death after that than of any other.
      this.forget();
      return;
    }
    if (recollection.advice === 'activate') await restoreState(instrument, recollection.state, tell);
    else if (!wanted) return;
    try {
      await activation.activate();
    } catch (error) {
      // It stays inactive, and says why; what has gone may come back, and then a key is enough.
      tellOfActivation(error, health, this.log);
    }
  }

  /** What cannot be written down costs a convenience, and not the music. */
  private note(what: string, write: () => void): void {
    const { health } = this.parts;
    const about = `state: ${what}`;
    try {
      write();
      health.clearAbout(about);
    } catch (error) {
      const fault = faultOf(error, 'OUTPUT_UNWRITABLE', `Make it writable for you: ls -ld ${this.folder}`);
      health.raise('warning', { ...fault, message: `The state cannot be kept: ${fault.message}` }, about);
    }
  }
}
