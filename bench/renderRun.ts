/**
 * The cost of rendering with libfluidsynth from Node over koffi, the counterpart of render.c, step for step: the same
 * arguments, the same output. A program of its own, so that every run starts afresh.
 */
import koffi from 'koffi';

const [soundFont = '', rate = 0, period = 0, program = 0, voices = 0, seconds = 0] = process.argv
  .slice(2)
  .map((text, index) => (index === 0 ? text : Number(text))) as [string, ...number[]];

type Handle = object;

const library = koffi.load('libfluidsynth.so.3');
const newSettings: () => Handle = library.func('void *new_fluid_settings()');
const setNumber: (settings: Handle, name: string, value: number) => number = library.func(
  'int fluid_settings_setnum(void *settings, const char *name, double value)',
);
const setInteger: (settings: Handle, name: string, value: number) => number = library.func(
  'int fluid_settings_setint(void *settings, const char *name, int value)',
);
const newSynth: (settings: Handle) => Handle = library.func('void *new_fluid_synth(void *settings)');
const load: (synth: Handle, path: string, reset: number) => number = library.func(
  'int fluid_synth_sfload(void *synth, const char *path, int reset)',
);
const programChange: (synth: Handle, channel: number, program: number) => number = library.func(
  'int fluid_synth_program_change(void *synth, int channel, int program)',
);
const noteOn: (synth: Handle, channel: number, key: number, velocity: number) => number = library.func(
  'int fluid_synth_noteon(void *synth, int channel, int key, int velocity)',
);
const activeVoices: (synth: Handle) => number = library.func(
  'int fluid_synth_get_active_voice_count(void *synth)',
);
type Write = (
  synth: Handle,
  count: number,
  left: Int16Array,
  leftOffset: number,
  leftStep: number,
  right: Int16Array,
  rightOffset: number,
  rightStep: number,
) => number;
const write: Write = library.func(
  'int fluid_synth_write_s16(void *synth, int count, void *left, int lo, int ls, void *right, int ro, int rs)',
);

const settings = newSettings();
setNumber(settings, 'synth.sample-rate', rate);
setInteger(settings, 'synth.polyphony', 256);
const synth = newSynth(settings);
if (load(synth, soundFont, 1) < 0) throw new Error(`${soundFont} does not load`);
for (let note = 0; note < 9 * 48 && activeVoices(synth) < voices; note++) {
  const channel = Math.floor(note / 48);
  if (note % 48 === 0) programChange(synth, channel, program);
  noteOn(synth, channel, 36 + (note % 48), 100);
}

const frames = new Int16Array(2 * period);

function render(duration: number): void {
  const count = Math.floor((rate * duration) / period);
  for (let index = 0; index < count; index++) write(synth, period, frames, 0, 2, frames, 1, 2);
}

render(1);
const before = process.cpuUsage();
render(seconds);
const spent = process.cpuUsage(before); // µs, all threads: the collector's and the compiler's work is part of the price
console.log(`cpu ${((spent.user + spent.system) / 1e6 / seconds).toFixed(9)}\nvoices ${activeVoices(synth)}`);
