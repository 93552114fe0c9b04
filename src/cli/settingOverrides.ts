/** What the flags set, by the keys of the configuration. Loaded only by commands that read the configuration. */
import { resolve } from 'node:path';
import { settingFault } from '../config/settingFault.js';
import type { FlagName, FlagValues } from './flagTable.js';
import { misuse } from './misuse.js';

export interface SettingOverrides {
  /** Values by full keys. */
  readonly overrides: Readonly<Record<string, unknown>>;
  /** The flag that each is from, by the same keys. */
  readonly flags: Readonly<Record<string, string>>;
}

/** @throws SynthError USAGE that names the flag, what is allowed, and the value. */
export function settingOverrides(flags: FlagValues): SettingOverrides {
  const overrides: Record<string, unknown> = {};
  const origins: Record<string, string> = {};
  const set = (flag: FlagName, key: string, value: unknown): void => {
    if (value === undefined) return;
    const fault = settingFault(`--${flag}`, key, value);
    if (fault !== undefined) throw misuse(fault);
    overrides[key] = value;
    origins[key] = `--${flag}`;
  };
  set('driver', 'audio.driver', flags.driver);
  set('soundfont', 'audio.soundfont', flags.soundfont);
  set('octave', 'input.keyboard.base_octave', numeric(flags.octave));
  set('program', 'performance.program', numeric(flags.program));
  set('velocity', 'velocity.fixed.velocity', numeric(flags.velocity));
  set('velocity', 'velocity.mode', flags.velocity === undefined ? undefined : 'fixed');
  set('velocity-source', 'velocity.mode', flags['velocity-source']);
  set('production', 'production.enabled', flags.production);
  set('log-file', 'log.file', flags['log-file'] === undefined ? undefined : resolve(flags['log-file']));
  set('midi', 'midi.input_enabled', flags.midi);
  set('midi-port', 'midi.port_filter', literally(flags['midi-port']));
  set('verbose', 'log.level', flags.verbose ? 'debug' : undefined);
  const devices = flags.device?.map((path) => ({ path: resolve(path), kind: 'keyboard' }));
  set('device', 'input.devices', devices);
  return { overrides, flags: origins };
}

/** A number where there is one; anything else is left for the schema to refuse by name. */
function numeric(text: string | undefined): unknown {
  return text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** A regular expression that matches a text as it is. */
function literally(text: string | undefined): string | undefined {
  return text?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
