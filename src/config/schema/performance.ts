import { arpeggiatorModes, defaultArpeggiator, tempoRange } from '../../performance/arpeggiatorSettings.js';
import { defaultLayer } from '../../performance/layerSettings.js';
import { integerBetween, numberBetween, oneOf, trueOrFalse } from '../formats.js';
import type { SchemaSection } from '../setting.js';

const bank = integerBetween(0, 16383);
const program = integerBetween(0, 127);

/** What plays, and how it runs. */
export const performance = {
  bank: { doc: 'Bank at the start.', format: bank, default: 0, applies: 'live' },
  program: { doc: 'Program at the start.', format: program, default: 0, applies: 'live' },
  realtime: {
    doc: 'Ask for a real-time priority for the play thread.',
    format: trueOrFalse,
    default: true,
    applies: 'restart',
  },
  profiling: {
    doc: 'Measure how long each part of the play path takes.',
    format: trueOrFalse,
    default: false,
    applies: 'restart',
    planned: true,
  },
} satisfies SchemaSection;

/** A second sound under the same keys. */
export const layer = {
  enabled: {
    doc: 'Layer on at the start.',
    format: trueOrFalse,
    default: defaultLayer.enabled,
    applies: 'live',
  },
  bank: {
    doc: 'Bank of the layer.',
    format: bank,
    default: defaultLayer.bank,
    applies: 'live',
  },
  program: {
    doc: 'Program of the layer.',
    format: program,
    default: defaultLayer.program,
    applies: 'live',
  },
  velocity_offset: {
    doc: "Added to the key's velocity.",
    format: integerBetween(-127, 127),
    default: defaultLayer.velocityOffset,
    applies: 'live',
  },
  transpose: {
    doc: 'Added to every note of the layer.',
    unit: 'semitones',
    format: integerBetween(-24, 24),
    default: defaultLayer.transpose,
    applies: 'live',
  },
} satisfies SchemaSection;

/** Held notes played one by one. */
export const arpeggiator = {
  mode: {
    doc: 'The order of the notes.',
    format: oneOf(arpeggiatorModes),
    default: defaultArpeggiator.mode,
    applies: 'live',
  },
  tempo: {
    doc: 'How fast the beats follow one another.',
    unit: 'beats a minute',
    format: numberBetween(tempoRange.minimum, tempoRange.maximum),
    default: defaultArpeggiator.tempo,
    applies: 'live',
  },
  division: {
    doc: 'Steps a beat: 4 makes sixteenths.',
    format: integerBetween(1, 12),
    default: defaultArpeggiator.division,
    applies: 'live',
  },
  gate: {
    doc: 'The part of a step that a note sounds.',
    format: numberBetween(0.05, 1),
    default: defaultArpeggiator.gate,
    applies: 'live',
  },
  hold: {
    doc: 'Released notes go on being played until others are pressed.',
    format: trueOrFalse,
    default: defaultArpeggiator.hold,
    applies: 'live',
  },
} satisfies SchemaSection;
