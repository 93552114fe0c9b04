/**
 * libfluidsynth over koffi: the functions that are used, as they are declared in its headers (2.2 or later). Only the
 * play thread, or a process of its own, may set it up; the one other thread that calls it, and only for a synthesizer of
 * its own, is that which loads sound fonts (`bindFluidLibrary`).
 */
import koffi from 'koffi';
import { SynthError } from '../errors/errors.js';

declare const handle: unique symbol;
/** An address that belongs to the library; the name tells the kinds apart. */
export type Handle<Name extends string> = { readonly [handle]: Name };
export type SettingsHandle = Handle<'fluid_settings_t'>;
export type SynthHandle = Handle<'fluid_synth_t'>;
export type DriverHandle = Handle<'fluid_audio_driver_t'>;
export type SequencerHandle = Handle<'fluid_sequencer_t'>;
export type EventHandle = Handle<'fluid_event_t'>;

/** The address of a `fluid_sfont_t`, in the form in which it can be posted to another thread; 0 is none. */
export type SoundFontAddress = number | bigint;

/** FLUID_OK and FLUID_FAILED. */
export const fluidFailed = -1;

const declarations = {
  version_str: 'const char *fluid_version_str()',
  set_log_function: 'void *fluid_set_log_function(int level, void *function, void *data)',
  audio_driver_register: 'int fluid_audio_driver_register(const char **drivers)',
  new_settings: 'void *new_fluid_settings()',
  delete_settings: 'void delete_fluid_settings(void *settings)',
  settings_setstr: 'int fluid_settings_setstr(void *settings, const char *name, const char *value)',
  settings_setnum: 'int fluid_settings_setnum(void *settings, const char *name, double value)',
  settings_setint: 'int fluid_settings_setint(void *settings, const char *name, int value)',
  new_synth: 'void *new_fluid_synth(void *settings)',
  delete_synth: 'void delete_fluid_synth(void *synth)',
  sfload: 'int fluid_synth_sfload(void *synth, const char *filename, int reset_presets)',
  sfunload: 'int fluid_synth_sfunload(void *synth, int id, int reset_presets)',
  get_sfont_by_id: 'uintptr_t fluid_synth_get_sfont_by_id(void *synth, int id)',
  remove_sfont: 'int fluid_synth_remove_sfont(void *synth, uintptr_t sfont)',
  add_sfont: 'int fluid_synth_add_sfont(void *synth, uintptr_t sfont)',
  program_select: 'int fluid_synth_program_select(void *synth, int chan, int sfont, int bank, int preset)',
  noteon: 'int fluid_synth_noteon(void *synth, int chan, int key, int velocity)',
  noteoff: 'int fluid_synth_noteoff(void *synth, int chan, int key)',
  cc: 'int fluid_synth_cc(void *synth, int chan, int control, int value)',
  pitch_bend: 'int fluid_synth_pitch_bend(void *synth, int chan, int value)',
  pitch_wheel_sens: 'int fluid_synth_pitch_wheel_sens(void *synth, int chan, int value)',
  channel_pressure: 'int fluid_synth_channel_pressure(void *synth, int chan, int value)',
  all_notes_off: 'int fluid_synth_all_notes_off(void *synth, int chan)',
  all_sounds_off: 'int fluid_synth_all_sounds_off(void *synth, int chan)',
  unset_program: 'int fluid_synth_unset_program(void *synth, int chan)',
  system_reset: 'int fluid_synth_system_reset(void *synth)',
  set_gain: 'void fluid_synth_set_gain(void *synth, float gain)',
  active_voices: 'int fluid_synth_get_active_voice_count(void *synth)',
  write_s16:
    'int fluid_synth_write_s16(void *synth, int frames, void *left, int loff, int lincr, void *right, int roff, int rincr)',
  channel_preset: 'void *fluid_synth_get_channel_preset(void *synth, int chan)',
  preset_name: 'const char *fluid_preset_get_name(void *preset)',
  new_driver: 'void *new_fluid_audio_driver(void *settings, void *synth)',
  delete_driver: 'void delete_fluid_audio_driver(void *driver)',
  new_sequencer: 'void *new_fluid_sequencer2(int use_system_timer)',
  delete_sequencer: 'void delete_fluid_sequencer(void *sequencer)',
  sequencer_register: 'short fluid_sequencer_register_fluidsynth(void *sequencer, void *synth)',
  sequencer_tick: 'unsigned int fluid_sequencer_get_tick(void *sequencer)',
  sequencer_send_at:
    'int fluid_sequencer_send_at(void *sequencer, void *event, unsigned int time, int absolute)',
  sequencer_remove_events:
    'void fluid_sequencer_remove_events(void *sequencer, short source, short dest, int type)',
  new_event: 'void *new_fluid_event()',
  delete_event: 'void delete_fluid_event(void *event)',
  event_source: 'void fluid_event_set_source(void *event, short source)',
  event_dest: 'void fluid_event_set_dest(void *event, short dest)',
  event_noteon: 'void fluid_event_noteon(void *event, int chan, short key, short velocity)',
  event_noteoff: 'void fluid_event_noteoff(void *event, int chan, short key)',
} as const;

/** The library's functions, without their prefixes. Each returns what its C function returns. */
export interface FluidLibrary {
  version_str(): string;
  set_log_function(level: number, callback: null, data: null): unknown;
  audio_driver_register(drivers: readonly (string | null)[]): number;
  new_settings(): SettingsHandle | null;
  delete_settings(settings: SettingsHandle): void;
  settings_setstr(settings: SettingsHandle, name: string, value: string): number;
  settings_setnum(settings: SettingsHandle, name: string, value: number): number;
  settings_setint(settings: SettingsHandle, name: string, value: number): number;
  new_synth(settings: SettingsHandle): SynthHandle | null;
  delete_synth(synth: SynthHandle): void;
  sfload(synth: SynthHandle, filename: string, resetPresets: number): number;
  sfunload(synth: SynthHandle, font: number, resetPresets: number): number;
  get_sfont_by_id(synth: SynthHandle, font: number): SoundFontAddress;
  remove_sfont(synth: SynthHandle, font: SoundFontAddress): number;
  add_sfont(synth: SynthHandle, font: SoundFontAddress): number;
  program_select(synth: SynthHandle, channel: number, font: number, bank: number, program: number): number;
  noteon(synth: SynthHandle, channel: number, key: number, velocity: number): number;
  noteoff(synth: SynthHandle, channel: number, key: number): number;
  cc(synth: SynthHandle, channel: number, control: number, value: number): number;
  pitch_bend(synth: SynthHandle, channel: number, value: number): number;
  pitch_wheel_sens(synth: SynthHandle, channel: number, semitones: number): number;
  channel_pressure(synth: SynthHandle, channel: number, value: number): number;
  all_notes_off(synth: SynthHandle, channel: number): number;
  all_sounds_off(synth: SynthHandle, channel: number): number;
  unset_program(synth: SynthHandle, channel: number): number;
  system_reset(synth: SynthHandle): number;
  set_gain(synth: SynthHandle, gain: number): void;
  active_voices(synth: SynthHandle): number;
  write_s16(
    synth: SynthHandle,
    frames: number,
    left: Int16Array,
    leftOffset: number,
    leftIncrement: number,
    right: Int16Array,
    rightOffset: number,
    rightIncrement: number,
  ): number;
  channel_preset(synth: SynthHandle, channel: number): Handle<'fluid_preset_t'> | null;
  preset_name(preset: Handle<'fluid_preset_t'>): string | null;
  new_driver(settings: SettingsHandle, synth: SynthHandle): DriverHandle | null;
  delete_driver(driver: DriverHandle): void;
  new_sequencer(useSystemTimer: number): SequencerHandle | null;
  delete_sequencer(sequencer: SequencerHandle): void;
  sequencer_register(sequencer: SequencerHandle, synth: SynthHandle): number;
  sequencer_tick(sequencer: SequencerHandle): number;
  sequencer_send_at(sequencer: SequencerHandle, event: EventHandle, time: number, absolute: number): number;
  sequencer_remove_events(sequencer: SequencerHandle, source: number, dest: number, type: number): void;
  new_event(): EventHandle | null;
  delete_event(event: EventHandle): void;
  event_source(event: EventHandle, source: number): void;
  event_dest(event: EventHandle, dest: number): void;
  event_noteon(event: EventHandle, channel: number, key: number, velocity: number): void;
  event_noteoff(event: EventHandle, channel: number, key: number): void;
}

const sharedObjects = ['libfluidsynth.so.3', 'libfluidsynth.so'];
const logLevels = 5;

/** FluidSynth's drivers that are used; the others (SDL, OSS …) would only slow the start. */
const registeredDrivers = ['pipewire', 'jack', 'pulseaudio', 'alsa', 'file'];

/**
 * Loads the library.
 * @param path The shared object to load instead of the system's; that which the environment names, if it does.
 * @throws SynthError LIBRARY_MISSING or LIBRARY_TOO_OLD.
 */
export function loadFluidLibrary(
  path: string | undefined = process.env.FW16_SYNTH_LIBFLUIDSYNTH || undefined,
): FluidLibrary {
  const library = bindFluidLibrary(path);
  // What matters comes back as a return value and becomes an error with a remedy; the library's own lines would land
  // in the middle of the terminal.
  for (let level = 0; level < logLevels; level++) library.set_log_function(level, null, null);
  registerDrivers(library);
  return library;
}

/**
 * Binds the functions of a library that another thread of the process has loaded and set up already: what it has set
 * for the whole process is left as it is.
 * @throws SynthError LIBRARY_MISSING or LIBRARY_TOO_OLD.
 */
export function bindFluidLibrary(
  path: string | undefined = process.env.FW16_SYNTH_LIBFLUIDSYNTH || undefined,
): FluidLibrary {
  const object = openSharedObject(path === undefined ? sharedObjects : [path]);
  try {
    const functions: Record<string, unknown> = {};
    for (const [name, declaration] of Object.entries(declarations))
      functions[name] = object.func(declaration);
    return functions as unknown as FluidLibrary;
  } catch (cause) {
    throw new SynthError(
      'LIBRARY_TOO_OLD',
      'libfluidsynth lacks a function that is needed; version 2.2 or later is required.',
      'Install a newer FluidSynth (Debian 12 or later: apt-get install libfluidsynth3).',
      { cause },
    );
  }
}

function openSharedObject(names: readonly string[]): koffi.IKoffiLib {
  let reason: unknown;
  for (const name of names) {
    try {
      return koffi.load(name);
    } catch (error) {
      reason = error;
    }
  }
  throw new SynthError(
    'LIBRARY_MISSING',
    `libfluidsynth could not be loaded (${names.join(', ')}).`,
    'Install FluidSynth. Debian: apt-get install libfluidsynth3; NixOS: use the fw16-synth package, which brings it.',
    { cause: reason },
  );
}

/** Registers the drivers that this build of the library has; a name that it lacks would make it refuse the list. */
function registerDrivers(library: FluidLibrary): void {
  const known = registeredDrivers.filter(
    (name) => library.audio_driver_register([name, null]) !== fluidFailed,
  );
  library.audio_driver_register([...known, null]);
  available.set(library, known);
}

const available = new WeakMap<FluidLibrary, readonly string[]>();

/** The names of FluidSynth's drivers that this build of the library has. */
export function availableDrivers(library: FluidLibrary): readonly string[] {
  return available.get(library) ?? [];
}
