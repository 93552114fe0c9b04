/** The part of libfluidsynth that the probe process needs; nothing else may import this module. */
import { readFileSync, realpathSync } from 'node:fs';
import koffi from 'koffi';
import { chosenLibrary, type ProbedLibrary } from './probeReport.js';

/** A pointer of the library; 0 or null stands for failure. */
export type Handle = unknown;

/** The functions of the library under their own names (FluidSynth 2.x, synth.h, sfont.h, settings.h). */
export interface ProbeFunctions {
  readonly newSettings: () => Handle;
  readonly deleteSettings: (settings: Handle) => void;
  readonly setInteger: (settings: Handle, name: string, value: number) => number;
  readonly newSynth: (settings: Handle) => Handle;
  readonly deleteSynth: (synth: Handle) => void;
  readonly load: (synth: Handle, path: string, resetPresets: number) => number;
  readonly unload: (synth: Handle, font: number, resetPresets: number) => number;
  readonly fontById: (synth: Handle, font: number) => Handle;
  readonly firstPreset: (font: Handle) => void;
  readonly nextPreset: (font: Handle) => Handle;
  readonly presetName: (preset: Handle) => string | null;
  readonly presetBank: (preset: Handle) => number;
  readonly presetProgram: (preset: Handle) => number;
  readonly selectProgram: (
    synth: Handle,
    channel: number,
    font: number,
    bank: number,
    program: number,
  ) => number;
  readonly bendRange: (synth: Handle, channel: number, semitones: number) => number;
  readonly bend: (synth: Handle, channel: number, value: number) => number;
  readonly noteOn: (synth: Handle, channel: number, key: number, velocity: number) => number;
  readonly noteOff: (synth: Handle, channel: number, key: number) => number;
  readonly allSoundsOff: (synth: Handle, channel: number) => number;
  readonly render: (
    synth: Handle,
    frames: number,
    left: Int16Array,
    leftOffset: number,
    leftStep: number,
    right: Int16Array,
    rightOffset: number,
    rightStep: number,
  ) => number;
}

/** File names under which distributions install the library; the first has the binary interface since 2.2. */
const installedNames = ['libfluidsynth.so.3', 'libfluidsynth.so'];

/** Levels of fluid_log_level that say nothing about a failure: warning, information, debugging. */
const chattyLevels = [2, 3, 4];

function openLibrary(): ReturnType<typeof koffi.load> {
  const reasons: string[] = [];
  const chosen = chosenLibrary();
  for (const name of chosen === '' ? installedNames : [chosen])
    try {
      return koffi.load(name);
    } catch (thrown) {
      reasons.push(thrown instanceof Error ? thrown.message : String(thrown));
    }
  throw new Error(reasons[0]);
}

/** The file that the loader found, from the memory map: the parent recognises a new library by it. */
function loadedPath(): string {
  const chosen = chosenLibrary();
  try {
    if (chosen.includes('/')) return realpathSync(chosen);
    return /\s(\/\S.*libfluidsynth\.so.*)$/m.exec(readFileSync('/proc/self/maps', 'utf8'))?.[1] ?? '';
  } catch {
    return '';
  }
}

/**
 * Loads the library, with its log reduced to errors (on standard error).
 * @throws Error when there is none or it lacks a function.
 */
export function loadProbeLibrary(): { readonly functions: ProbeFunctions; readonly library: ProbedLibrary } {
  const library = openLibrary();
  const setLog = library.func('void *fluid_set_log_function(int level, void *function, void *data)');
  for (const level of chattyLevels) setLog(level, null, null);
  const version = library.func('const char *fluid_version_str()') as () => string;
  const functions: ProbeFunctions = {
    newSettings: library.func('void *new_fluid_settings()'),
    deleteSettings: library.func('void delete_fluid_settings(void *settings)'),
    setInteger: library.func('int fluid_settings_setint(void *settings, const char *name, int value)'),
    newSynth: library.func('void *new_fluid_synth(void *settings)'),
    deleteSynth: library.func('void delete_fluid_synth(void *synth)'),
    load: library.func('int fluid_synth_sfload(void *synth, const char *path, int reset)'),
    unload: library.func('int fluid_synth_sfunload(void *synth, int font, int reset)'),
    fontById: library.func('void *fluid_synth_get_sfont_by_id(void *synth, int font)'),
    firstPreset: library.func('void fluid_sfont_iteration_start(void *font)'),
    nextPreset: library.func('void *fluid_sfont_iteration_next(void *font)'),
    presetName: library.func('const char *fluid_preset_get_name(void *preset)'),
    presetBank: library.func('int fluid_preset_get_banknum(void *preset)'),
    presetProgram: library.func('int fluid_preset_get_num(void *preset)'),
    selectProgram: library.func(
      'int fluid_synth_program_select(void *synth, int channel, int font, int bank, int program)',
    ),
    bendRange: library.func('int fluid_synth_pitch_wheel_sens(void *synth, int channel, int semitones)'),
    bend: library.func('int fluid_synth_pitch_bend(void *synth, int channel, int value)'),
    noteOn: library.func('int fluid_synth_noteon(void *synth, int channel, int key, int velocity)'),
    noteOff: library.func('int fluid_synth_noteoff(void *synth, int channel, int key)'),
    allSoundsOff: library.func('int fluid_synth_all_sounds_off(void *synth, int channel)'),
    render: library.func(
      'int fluid_synth_write_s16(void *synth, int frames, void *left, int leftOffset, int leftStep, void *right, int rightOffset, int rightStep)',
    ),
  };
  return { functions, library: { version: version(), path: loadedPath() } };
}
