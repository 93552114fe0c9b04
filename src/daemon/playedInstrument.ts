/** The instrument as the bus sees it: what is asked for there becomes commands to the engine. */
import { EventEmitter } from 'node:events';
import { isAbsolute } from 'node:path';
import type {
  DeviceProperties,
  HealthReport,
  Instrument,
  InstrumentEvents,
  InstrumentProperties,
  ReloadResult,
  WritableProperty,
} from '../dbus/instrument.js';
import type { Engine } from '../engine/engine.js';
import type { MusicalEvent } from '../engine/eventRing.js';
import type { Command, PlayState } from '../engine/messages.js';
import { deadlines, missedDeadline } from '../errors/deadlines.js';
import { SynthError } from '../errors/errors.js';
import type { Activation } from './activation.js';
import type { DeviceRegistry } from './deviceRegistry.js';
import { NoteWatch } from './noteWatch.js';
import { PropertyStore } from './propertyStore.js';
import type { SoundFontHolder } from './soundFontHolder.js';
import { commandFor } from './writableProperties.js';

export interface InstrumentParts {
  readonly engine: Pick<Engine, 'send' | 'events'>;
  readonly activation: Activation;
  readonly registry: DeviceRegistry;
  readonly soundFonts: SoundFontHolder;
  readonly initial: InstrumentProperties;
  reload(): Promise<ReloadResult>;
  report(): HealthReport;
  /** Settings for the engine with another velocity mode, and with another gain. */
  commandSettings: Parameters<typeof commandFor>[2];
}

export class PlayedInstrument extends EventEmitter<InstrumentEvents> implements Instrument {
  private readonly parts: InstrumentParts;
  private readonly store: PropertyStore;
  private readonly notes: NoteWatch;
  private notesWanted = false;

  constructor(parts: InstrumentParts) {
    super();
    this.parts = parts;
    this.store = new PropertyStore(parts.initial, (changed) => this.emit('propertiesChanged', changed));
    this.notes = new NoteWatch(
      () => parts.engine.events(),
      (event) => this.tellNote(event),
    );
    const { activation, registry } = parts;
    activation.on('activated', ({ driver }) => {
      this.store.update({ Active: true, AudioDriver: driver });
      this.watchWantedNotes();
    });
    activation.on('deactivated', () => {
      this.store.update({ Active: false, AudioDriver: 'none' });
      this.watchWantedNotes();
    });
    registry.on('added', (id, properties) => this.emit('deviceAdded', id, properties));
    registry.on('changed', (id, properties) => this.emit('deviceChanged', id, properties));
    registry.on('removed', (id) => this.emit('deviceRemoved', id));
  }

  get properties(): InstrumentProperties {
    return this.store.current;
  }

  get devices(): ReadonlyMap<string, DeviceProperties> {
    return this.parts.registry.devices;
  }

  /** Takes over what the player has changed by keys, or somebody by commands. */
  follow(state: PlayState): void {
    this.store.update({
      Octave: state.octave,
      Transpose: state.transpose,
      Bank: state.bank,
      Program: state.program,
      ProgramName: state.programName,
      VelocityMode: state.velocityMode,
      Layer: state.layer,
      Arpeggiator: state.arpeggiator,
      Tempo: state.tempo,
      Gain: state.gainDb,
      Sustain: state.sustain,
    });
  }

  health(): HealthReport {
    return this.parts.report();
  }

  activate(): Promise<void> {
    return this.parts.activation.activate();
  }

  deactivate(): Promise<void> {
    return this.parts.activation.deactivate('asked for over D-Bus');
  }

  toggle(): Promise<void> {
    return this.parts.activation.toggle('toggled over D-Bus');
  }

  noteOn(key: number, velocity: number): void {
    this.requireActive();
    requireInteger('key', key, 0, 127);
    requireInteger('velocity', velocity, 0, 127);
    // A note-on of velocity 0 is a note-off everywhere in MIDI.
    if (velocity === 0) this.noteOff(key);
    else this.parts.engine.send({ type: 'note-on', key, velocity });
  }

  noteOff(key: number): void {
    this.requireActive();
    requireInteger('key', key, 0, 127);
    this.parts.engine.send({ type: 'note-off', key });
  }

  panic(): void {
    this.parts.engine.send({ type: 'panic' });
  }

  async selectProgram(bank: number, program: number): Promise<void> {
    requireInteger('bank', bank, 0, 16383);
    requireInteger('program', program, 0, 127);
    this.parts.soundFonts.requireProgram(bank, program);
    this.parts.engine.send({ type: 'select-program', bank, program });
    await this.taken('Bank', bank);
    await this.taken('Program', program);
  }

  async loadSoundFont(path: string): Promise<void> {
    if (path !== '' && !isAbsolute(path)) {
      throw invalid(
        `The path of a sound font must be absolute, and "${path}" is not.`,
        'Give the whole path.',
      );
    }
    await this.parts.soundFonts.load(path);
    this.soundFontChanged();
  }

  /** Shows the sound font that is loaded now. */
  soundFontChanged(): void {
    this.store.update({ SoundFont: this.parts.soundFonts.path });
  }

  reload(): Promise<ReloadResult> {
    return this.parts.reload();
  }

  async set(property: WritableProperty, value: number | string | boolean): Promise<void> {
    const command: Command = commandFor(property, value, this.parts.commandSettings);
    this.parts.engine.send(command);
    await this.taken(property, value);
  }

  watchNotes(wanted: boolean): void {
    this.notesWanted = wanted;
    this.watchWantedNotes();
  }

  /** Asleep there are no notes, and no looking for them. */
  private watchWantedNotes(): void {
    if (this.notesWanted && this.parts.activation.active) this.notes.start();
    else this.notes.stop();
  }

  private requireActive(): void {
    if (this.parts.activation.active) return;
    throw new SynthError('NOT_ACTIVE', 'The instrument is not active.', 'Activate it: fw16-synth activate');
  }

  private async taken<Name extends keyof InstrumentProperties>(
    name: Name,
    value: InstrumentProperties[Name],
  ): Promise<void> {
    if (await this.store.reaches(name, value, deadlines.command.ms)) return;
    throw missedDeadline('command');
  }

  private tellNote({ type, channel, first, second, source }: MusicalEvent): void {
    if (type === 'note-on') this.emit('noteStarted', channel, first, second, source);
    else if (type === 'note-off') this.emit('noteStopped', channel, first);
  }
}

function requireInteger(name: string, value: number, minimum: number, maximum: number): void {
  if (Number.isInteger(value) && value >= minimum && value <= maximum) return;
  throw invalid(
    `${name} must be an integer from ${minimum} to ${maximum}, and ${value} is not.`,
    'Correct it.',
  );
}

function invalid(message: string, remedy: string): SynthError {
  return new SynthError('INVALID_ARGUMENTS', message, remedy);
}
