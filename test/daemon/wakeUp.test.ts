import t from 'tap';
import { rememberedState, restoreState } from '../../src/daemon/wakeUp.js';
import type { InstrumentProperties } from '../../src/dbus/instrument.js';
import { SynthError } from '../../src/errors/errors.js';
import { initialProperties } from '../support/instrumentProperties.js';

/** An instrument that notes what is set, and refuses what it is told to. */
function instrument(refused: readonly string[] = []) {
  const told: string[] = [];
  const attempt = async (what: string): Promise<void> => {
    if (refused.some((name) => what.startsWith(name))) throw new SynthError('TIMED_OUT', what, 'Try again.');
    told.push(what);
  };
  return {
    told,
    properties: initialProperties,
    loadSoundFont: (path: string) => attempt(`font ${path}`),
    selectProgram: (bank: number, program: number) => attempt(`program ${bank}:${program}`),
    set: (name: string, value: unknown) => attempt(`${name} ${value}`),
  };
}

const changed: InstrumentProperties = {
  ...initialProperties,
  Active: true,
  SoundFont: '/fonts/a.sf2',
  Program: 4,
  Octave: 6,
  Arpeggiator: 'up',
  Sustain: true,
};

t.test('what a player has set is set again, and nothing else', async (t) => {
  const fresh = instrument();
  const state = JSON.parse(JSON.stringify(rememberedState(changed))) as Record<string, unknown>;
  await restoreState(fresh, state, (error) => t.fail(String(error)));
  t.same(fresh.told, ['font /fonts/a.sf2', 'program 0:4', 'Octave 6', 'Arpeggiator up']);
});

t.test('what is as it was is left alone', async (t) => {
  const fresh = instrument();
  await restoreState(fresh, rememberedState(initialProperties), (error) => t.fail(String(error)));
  t.same(fresh.told, []);
});

t.test('what cannot be set any more is told, and the rest is set', async (t) => {
  const fresh = instrument(['font', 'Octave']);
  const failures: unknown[] = [];
  await restoreState(fresh, rememberedState(changed), (error) => failures.push(error));
  t.equal(failures.length, 2);
  t.same(fresh.told, ['program 0:4', 'Arpeggiator up']);
});

t.test('a state that another version has written', async (t) => {
  const fresh = instrument();
  await restoreState(fresh, { SoundFont: 7, Bank: 'x', Program: null }, (error) => t.fail(String(error)));
  t.same(fresh.told, []);
});
