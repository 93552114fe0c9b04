/** What the commands ask of the running daemon. The bus is behind it, so that a test can stand in for the daemon. */
import type {
  DeviceProperties,
  HealthReport,
  InstrumentProperties,
  ReloadResult,
} from '../../dbus/instrument.js';
import type { SaveOptions } from '../../dbus/presetLibrary.js';
import type { PresetSummary } from '../../presets/preset.js';

/** Every method throws SynthError, with the code that the daemon gave, or DAEMON_NOT_REACHABLE, BUS_UNAVAILABLE. */
export interface InstrumentClient {
  properties(): Promise<InstrumentProperties>;
  devices(): Promise<readonly DeviceProperties[]>;
  health(): Promise<HealthReport>;
  activate(): Promise<void>;
  deactivate(): Promise<void>;
  toggle(): Promise<void>;
  panic(): Promise<void>;
  selectProgram(bank: number, program: number): Promise<void>;
  loadSoundFont(path: string): Promise<void>;
  reload(): Promise<ReloadResult>;
  readonly presets: PresetClient;
  close(): Promise<void>;
}

/** See `PresetLibrary`. */
export interface PresetClient {
  list(): Promise<readonly PresetSummary[]>;
  search(query: string): Promise<readonly PresetSummary[]>;
  load(name: string): Promise<void>;
  save(name: string, options: SaveOptions): Promise<void>;
  delete(name: string): Promise<void>;
  /** @param name Empty for the last of all. */
  undo(name: string): Promise<string>;
  validate(name: string): Promise<readonly string[]>;
  setFavourite(name: string, favourite: boolean): Promise<void>;
}
