/**
 * What the D-Bus objects control and show. The daemon implements it; the objects know nothing else, so that they can be
 * tested on a real bus without an instrument.
 */
import type { EventEmitter } from 'node:events';
import type { Fault } from '../errors/errors.js';

/** The properties of `org.fw16synth.Synth1.Synthesizer`, by the names that they have on the bus. */
export interface InstrumentProperties {
  readonly Active: boolean;
  /** 0 to 9. */
  readonly Octave: number;
  /** Semitones, −24 to 24. */
  readonly Transpose: number;
  readonly Bank: number;
  readonly Program: number;
  readonly ProgramName: string;
  /** The path of the sound font; empty for the built-in one. */
  readonly SoundFont: string;
  readonly VelocityMode: string;
  readonly Layer: boolean;
  /** `off`, `up`, `down`, `up-down` or `random`. */
  readonly Arpeggiator: string;
  /** Beats a minute, 20 to 400. */
  readonly Tempo: number;
  /** Decibels, −60 to 20. */
  readonly Gain: number;
  readonly Sustain: boolean;
  /** The driver that runs; `none` while inactive. */
  readonly AudioDriver: string;
  readonly Version: string;
}

/** Those that a client may set. */
export type WritableProperty =
  | 'Octave'
  | 'Transpose'
  | 'VelocityMode'
  | 'Layer'
  | 'Arpeggiator'
  | 'Tempo'
  | 'Gain';

export type HealthStatus = 'healthy' | 'degraded' | 'failed';

/** What is amiss now; it stays raised until it is cleared. */
export interface Alert {
  readonly severity: 'warning' | 'critical';
  readonly fault: Fault;
  /** ISO 8601. */
  readonly since: string;
}

export interface HealthReport {
  readonly status: HealthStatus;
  /** One sentence each; empty when healthy. */
  readonly reasons: readonly string[];
  readonly alerts: readonly Alert[];
  /** Named figures: uptime_seconds, memory_bytes, voices, notes_total, audio_interruptions and the like. */
  readonly figures: Readonly<Record<string, number | string | boolean>>;
}

/** The properties of one device object. */
export interface DeviceProperties {
  readonly Name: string;
  readonly Node: string;
  /** `keyboard`, `touchpad`, `midi`, `keys` or `other`. */
  readonly Kind: string;
  readonly Capabilities: readonly string[];
  readonly Grabbed: boolean;
  /** `available`, `playing`, `waiting`, `watched`, `denied`, `lost` or `ignored`. */
  readonly State: string;
  /** Kernel events received since the daemon started. */
  readonly Events: number;
  /** Times that the kernel dropped events of this device. */
  readonly DroppedSyncs: number;
}

/** What reading the configuration anew did. Keys by their full names. */
export interface ReloadResult {
  readonly changed: readonly string[];
  /** Settings that are not as they were at the start, and take effect only after a restart. */
  readonly needRestart: readonly string[];
}

export interface InstrumentEvents {
  /** Properties that have changed, with their new values. */
  propertiesChanged: [Partial<InstrumentProperties>];
  /** Emitted only while `watchNotes(true)`. Channel 0 to 15, key and velocity 0 to 127. */
  noteStarted: [channel: number, key: number, velocity: number, source: string];
  noteStopped: [channel: number, key: number];
  statusChanged: [old: HealthStatus, now: HealthStatus, reasons: readonly string[]];
  alertRaised: [Alert];
  alertCleared: [code: string];
  /** The id is the last part of the object's path: letters, digits and `_`. */
  deviceAdded: [id: string, DeviceProperties];
  deviceChanged: [id: string, Partial<DeviceProperties>];
  deviceRemoved: [id: string];
}

/** Every method throws SynthError; its arguments have been checked for their D-Bus types only. */
export interface Instrument extends EventEmitter<InstrumentEvents> {
  readonly properties: InstrumentProperties;
  readonly devices: ReadonlyMap<string, DeviceProperties>;
  health(): HealthReport;
  activate(): Promise<void>;
  deactivate(): Promise<void>;
  toggle(): Promise<void>;
  /** @throws SynthError NOT_ACTIVE, INVALID_ARGUMENTS. */
  noteOn(key: number, velocity: number): void;
  noteOff(key: number): void;
  panic(): void;
  /** @throws SynthError PROGRAM_NOT_FOUND. */
  selectProgram(bank: number, program: number): Promise<void>;
  /** @throws SynthError SOUNDFONT_…; nothing has changed then. */
  loadSoundFont(path: string): Promise<void>;
  /** @throws SynthError CONFIG_INVALID; nothing has changed then. */
  reload(): Promise<ReloadResult>;
  /** @throws SynthError INVALID_ARGUMENTS. */
  set(property: WritableProperty, value: number | string | boolean): Promise<void>;
  /** Whether notes are to be told of; off until somebody subscribes. */
  watchNotes(wanted: boolean): void;
}
