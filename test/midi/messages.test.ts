import * as fc from 'fast-check';
import t from 'tap';
import {
  channelCount,
  clamp7Bit,
  clampVelocity,
  controller,
  isKey,
  keyCount,
  pitchBendCentre,
} from '../../src/midi/messages.js';

t.test('the ranges of MIDI 1.0', async (t) => {
  t.equal(channelCount, 16);
  t.equal(keyCount, 128);
  t.equal(pitchBendCentre, 0x2000, 'half of the 14-bit range');
});

t.test('controller numbers are those of table III', async (t) => {
  t.same(controller, {
    bankSelect: 0,
    modulation: 1,
    volume: 7,
    pan: 10,
    expression: 11,
    sustain: 64,
    sostenuto: 66,
    soft: 67,
    resonance: 71,
    cutoff: 74,
    reverbSend: 91,
    chorusSend: 93,
    allSoundOff: 120,
    resetAllControllers: 121,
    allNotesOff: 123,
  });
});

t.test('isKey', async (t) => {
  for (const key of [0, 60, 127]) t.equal(isKey(key), true, `${key} is a key`);
  for (const key of [-1, 128, 60.5, Number.NaN, Number.POSITIVE_INFINITY]) {
    t.equal(isKey(key), false, `${key} is not`);
  }
});

t.test('clampVelocity', async (t) => {
  const cases = [
    [64, 64],
    [64.5, 65],
    [127.4, 127],
    [1, 1],
    [0, 1],
    [-12, 1],
    [128, 127],
    [Number.POSITIVE_INFINITY, 127],
    [Number.NaN, 1],
  ] as const;
  for (const [given, velocity] of cases) t.equal(clampVelocity(given), velocity, `${given} → ${velocity}`);
});

t.test('clamp7Bit', async (t) => {
  const cases = [
    [0, 0],
    [0.4, 0],
    [0.5, 1],
    [127, 127],
    [-1, 0],
    [1000, 127],
    [Number.NaN, 0],
  ] as const;
  for (const [given, value] of cases) t.equal(clamp7Bit(given), value, `${given} → ${value}`);
});

t.test('whatever is clamped is a data byte, and a velocity is never a note-off', async (t) => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      const velocity = clampVelocity(value);
      if (!isKey(velocity) || velocity === 0) throw new Error(`velocity ${velocity}`);
      if (!isKey(clamp7Bit(value))) throw new Error(`value ${clamp7Bit(value)}`);
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 127 }), (value) => {
      t.equal(clampVelocity(value), value);
    }),
  );
});
