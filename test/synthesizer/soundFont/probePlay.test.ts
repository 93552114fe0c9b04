import t from 'tap';
import type { ProbeFunctions } from '../../../src/synthesizer/soundFont/probeLibrary.js';
import { playSoundFont, probeOrder } from '../../../src/synthesizer/soundFont/probePlay.js';

t.test('the order of trial: first, last, drums, a spread, then the others', (t) => {
  const presets = Array.from({ length: 100 }, (_, number) => ({ bank: number === 40 ? 128 : 0, number }));
  const order = probeOrder(presets).map(({ number }) => number);
  t.same(order.slice(0, 10), [0, 99, 40, 12, 25, 37, 50, 62, 75, 87]);
  t.same(
    [...order].sort((a, b) => a - b),
    presets.map(({ number }) => number),
    'each exactly once',
  );
  t.same(probeOrder([]), []);
  t.same(probeOrder(presets.slice(0, 1)), presets.slice(0, 1));
  t.end();
});

/** A library that has `presets`, remembers what was called, and renders in no time. */
function fakeLibrary(presets: readonly { bank: number; program: number; name: string | null }[]): {
  readonly calls: string[];
  readonly functions: ProbeFunctions;
} {
  const calls: string[] = [];
  /** Remembers a call; 0 is the library's word for success. */
  const called = (call: string): number => {
    calls.push(call);
    return 0;
  };
  let next = 0;
  const at = (preset: unknown): (typeof presets)[number] => {
    const found = presets[Number(preset) - 1];
    if (found === undefined) throw new Error('no such preset');
    return found;
  };
  const functions: ProbeFunctions = {
    newSettings: () => 1,
    deleteSettings: () => void called('deleteSettings'),
    setInteger: () => 0,
    newSynth: () => 2,
    deleteSynth: () => void called('deleteSynth'),
    load: (_synth, path) => (path === 'bad.sf2' ? -1 : 7),
    unload: (_synth, font) => called(`unload ${font}`),
    fontById: () => 3,
    firstPreset: () => {
      next = 0;
    },
    nextPreset: () => (next < presets.length ? ++next : null),
    presetName: (preset) => at(preset).name,
    presetBank: (preset) => at(preset).bank,
    presetProgram: (preset) => at(preset).program,
    selectProgram: (_synth, _channel, _font, bank, program) => called(`${bank}:${program}`),
    bendRange: () => 0,
    bend: () => 0,
    noteOn: (_synth, _channel, key) => called(`on ${key}`),
    noteOff: (_synth, _channel, key) => called(`off ${key}`),
    allSoundsOff: () => called('silence'),
    render: () => 0,
  };
  return { calls, functions };
}

t.test('each preset is announced, played and ended, and everything is released', (t) => {
  const { calls, functions } = fakeLibrary([
    { bank: 0, program: 4, name: 'Piano' },
    { bank: 128, program: 0, name: null },
  ]);
  const announced: string[] = [];
  t.equal(
    playSoundFont(functions, 'good.sf2', (preset) => announced.push(preset)),
    'safe',
  );
  t.same(announced, ['0:4 Piano', '128:0 ']);
  const keys = [12, 36, 60, 84, 127];
  const played = [...keys.map((key) => `on ${key}`), ...keys.map((key) => `off ${key}`), 'silence'];
  t.same(calls, ['0:4', ...played, '128:0', ...played, 'unload 7', 'deleteSynth', 'deleteSettings']);
  t.end();
});

t.test('a font that is not loaded, and a library without a synthesizer', (t) => {
  const { calls, functions } = fakeLibrary([]);
  t.equal(
    playSoundFont(functions, 'bad.sf2', () => t.fail('nothing can be played')),
    'refused',
  );
  t.same(calls, []);
  t.throws(() => playSoundFont({ ...functions, newSynth: () => null }, 'good.sf2', () => undefined), {
    message: 'libfluidsynth could not create a synthesizer',
  });
  t.end();
});
