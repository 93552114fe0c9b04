/** Properties of an instrument that nobody has touched. */
import type { InstrumentProperties } from '../../src/dbus/instrument.js';

export const initialProperties: InstrumentProperties = {
  Active: false,
  Octave: 4,
  Transpose: 0,
  Bank: 0,
  Program: 0,
  ProgramName: 'Grand Piano',
  SoundFont: '',
  VelocityMode: 'combined',
  Layer: false,
  Arpeggiator: 'off',
  Tempo: 120,
  Gain: -14,
  Sustain: false,
  AudioDriver: 'none',
  Version: '0.1.0',
};
