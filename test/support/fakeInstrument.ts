/** An instrument of plain values that keeps what was asked of it, for tests of what controls one. */
import { EventEmitter } from 'node:events';
import type {
  DeviceProperties,
  HealthReport,
  Instrument,
  InstrumentEvents,
  InstrumentProperties,
  ReloadResult,
  WritableProperty,
} from '../../src/dbus/instrument.js';
import type { Fault, SynthError } from '../../src/errors/errors.js';

export const someDevice: DeviceProperties = {
  Name: 'Framework Laptop 16 Keyboard Module - ANSI',
  Node: '/dev/input/event5',
  Kind: 'keyboard',
  Capabilities: ['letters', 'toggle-key'],
  Grabbed: true,
  State: 'playing',
  Events: 12_345,
  DroppedSyncs: 1,
};

export const someFault: Fault = {
  code: 'AUDIO_SERVER_LOST',
  category: 'recoverable',
  message: 'The audio server is gone.',
  remedy: 'Start it: systemctl --user start pipewire',
};

export class FakeInstrument extends EventEmitter<InstrumentEvents> implements Instrument {
  properties: InstrumentProperties = {
    Active: false,
    Octave: 4,
    Transpose: 0,
    Bank: 0,
    Program: 5,
    ProgramName: 'Electric piano',
    SoundFont: '/usr/share/sounds/sf2/Some Font.sf2',
    VelocityMode: 'combined',
    Layer: false,
    Arpeggiator: 'off',
    Tempo: 120,
    Gain: -6.5,
    Sustain: false,
    AudioDriver: 'none',
    Version: '1.2.3',
  };
  readonly devices = new Map<string, DeviceProperties>([['event5', someDevice]]);
  report: HealthReport = {
    status: 'degraded',
    reasons: ['The audio server is gone.'],
    alerts: [{ severity: 'warning', fault: someFault, since: '2024-01-02T03:04:05.000Z' }],
    figures: { uptime_seconds: 12.5, voices: 3, driver: 'jack', realtime: true, never: Number.NaN },
  };
  reloaded: ReloadResult = { changed: ['audio.gain_db', 'log.level'], needRestart: ['log.level'] };
  /** What was called, with its arguments. */
  readonly calls: unknown[][] = [];
  /** Thrown by the next call of any method. */
  failure: SynthError | Error | undefined;
  /** Every method waits for it. */
  gate: Promise<void> = Promise.resolve();

  health(): HealthReport {
    return this.report;
  }

  async activate(): Promise<void> {
    await this.take('activate');
    this.change({ Active: true, AudioDriver: 'jack' });
  }

  async deactivate(): Promise<void> {
    await this.take('deactivate');
    this.change({ Active: false, AudioDriver: 'none' });
  }

  async toggle(): Promise<void> {
    await this.take('toggle');
    this.change({ Active: !this.properties.Active });
  }

  noteOn(key: number, velocity: number): void {
    this.note('noteOn', key, velocity);
  }

  noteOff(key: number): void {
    this.note('noteOff', key);
  }

  panic(): void {
    this.note('panic');
  }

  async selectProgram(bank: number, program: number): Promise<void> {
    await this.take('selectProgram', bank, program);
    this.change({ Bank: bank, Program: program });
  }

  async loadSoundFont(path: string): Promise<void> {
    await this.take('loadSoundFont', path);
    this.change({ SoundFont: path });
  }

  async reload(): Promise<ReloadResult> {
    await this.take('reload');
    return this.reloaded;
  }

  async set(property: WritableProperty, value: number | string | boolean): Promise<void> {
    await this.take('set', property, value);
    this.change({ [property]: value });
  }

  watchNotes(wanted: boolean): void {
    this.note('watchNotes', wanted);
  }

  /** Changes properties as the play thread would. */
  change(values: Partial<InstrumentProperties>): void {
    this.properties = { ...this.properties, ...values };
    this.emit('propertiesChanged', values);
  }

  private async take(...call: unknown[]): Promise<void> {
    await this.gate;
    this.note(...call);
  }

  private note(...call: unknown[]): void {
    this.calls.push(call);
    const { failure } = this;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
  }
}
