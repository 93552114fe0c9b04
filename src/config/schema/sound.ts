import { velocityCurves } from '../../performance/velocity/curves.js';
import { combinations, defaultVelocity, velocityModes } from '../../performance/velocity/settings.js';
import { audioDriverNames } from '../../synthesizer/audioDrivers.js';
import { defaultAudio } from '../../synthesizer/settings.js';
import { integerBetween, numberBetween, oneOf, path, trueOrFalse } from '../formats.js';
import type { SchemaSection } from '../setting.js';

const { reverb, chorus } = defaultAudio;

/** What sounds, and through what. */
export const audio = {
  driver: {
    doc: 'Audio driver; auto takes the first that opens.',
    format: oneOf(audioDriverNames),
    default: defaultAudio.driver,
    env: 'FW16_SYNTH_AUDIO_DRIVER',
    applies: 'restart',
  },
  sample_rate: {
    doc: "Frames a second. A JACK server's own wins.",
    unit: 'Hz',
    format: integerBetween(8000, 96000),
    default: defaultAudio.sampleRate,
    applies: 'restart',
  },
  buffer_size: {
    doc: 'Frames in a period. A JACK or PipeWire server decides for itself.',
    unit: 'frames',
    format: integerBetween(64, 8192),
    default: defaultAudio.bufferSize,
    applies: 'restart',
  },
  period_count: {
    doc: 'Periods in the buffer.',
    format: integerBetween(2, 64),
    default: defaultAudio.periodCount,
    applies: 'restart',
  },
  soundfont: {
    doc: 'SoundFont file; empty for the built-in one.',
    format: path,
    default: '',
    env: 'FW16_SYNTH_SOUND_FONT',
    applies: 'live',
  },
  soundfont_max_mb: {
    doc: 'Larger SoundFont files are refused.',
    unit: 'MiB',
    format: integerBetween(1, 4095),
    default: 2048,
    applies: 'live',
  },
  gain_db: {
    doc: 'Output level; 0 is the gain of 1 of FluidSynth.',
    unit: 'dB',
    format: numberBetween(-60, 20),
    default: defaultAudio.gainDb,
    applies: 'live',
  },
  polyphony: {
    doc: 'Voices at once.',
    unit: 'voices',
    format: integerBetween(1, 65535),
    default: defaultAudio.polyphony,
    applies: 'live',
  },
  file: {
    doc: 'WAV file that the driver "file" writes.',
    format: path,
    default: 'fw16-synth.wav',
    applies: 'restart',
  },
  reverb: {
    enabled: { doc: 'Reverberation.', format: trueOrFalse, default: reverb.enabled, applies: 'live' },
    room_size: {
      doc: 'Size of the room.',
      format: numberBetween(0, 1),
      default: reverb.roomSize,
      applies: 'live',
    },
    damping: {
      doc: 'Damping of high frequencies.',
      format: numberBetween(0, 1),
      default: reverb.damping,
      applies: 'live',
    },
    width: { doc: 'Stereo width.', format: numberBetween(0, 100), default: reverb.width, applies: 'live' },
    level: { doc: 'Level.', format: numberBetween(0, 1), default: reverb.level, applies: 'live' },
  },
  chorus: {
    enabled: { doc: 'Chorus.', format: trueOrFalse, default: chorus.enabled, applies: 'live' },
    voices: { doc: 'Delay lines.', format: integerBetween(0, 99), default: chorus.voices, applies: 'live' },
    level: { doc: 'Level.', format: numberBetween(0, 10), default: chorus.level, applies: 'live' },
    speed_hz: {
      doc: 'How fast it modulates.',
      unit: 'Hz',
      format: numberBetween(0.1, 5),
      default: chorus.speedHz,
      applies: 'live',
    },
    depth_ms: {
      doc: 'How far it modulates.',
      unit: 'ms',
      format: numberBetween(0, 256),
      default: chorus.depthMs,
      applies: 'live',
    },
  },
} satisfies SchemaSection;

const { timing, position } = defaultVelocity;
const midiVelocity = integerBetween(1, 127);

/** How loud a key plays. */
export const velocity = {
  mode: {
    doc: 'What sets how loud a key plays.',
    format: oneOf(velocityModes),
    default: defaultVelocity.mode,
    env: 'FW16_SYNTH_VELOCITY_SOURCE',
    applies: 'live',
  },
  minimum: {
    doc: 'No note is softer.',
    format: midiVelocity,
    default: defaultVelocity.minimum,
    applies: 'live',
  },
  maximum: {
    doc: 'No note is louder.',
    format: midiVelocity,
    default: defaultVelocity.maximum,
    applies: 'live',
  },
  accent: {
    doc: 'What Shift adds and Ctrl takes; not in the mode "fixed".',
    format: integerBetween(0, 126),
    default: defaultVelocity.accentAmount,
    applies: 'live',
  },
  fixed: {
    velocity: {
      doc: 'The velocity of the mode "fixed".',
      format: midiVelocity,
      default: defaultVelocity.fixed,
      applies: 'live',
    },
  },
  timing: {
    fast_ms: {
      doc: 'The interval between keys that plays loudest.',
      unit: 'ms',
      format: numberBetween(0, 5000),
      default: timing.fastMs,
      applies: 'live',
    },
    slow_ms: {
      doc: 'The interval between keys that plays softest.',
      unit: 'ms',
      format: numberBetween(1, 10000),
      default: timing.slowMs,
      applies: 'live',
    },
    loudest: {
      doc: 'Velocity at the fast interval.',
      format: midiVelocity,
      default: timing.loudest,
      applies: 'live',
    },
    softest: {
      doc: 'Velocity at the slow interval.',
      format: midiVelocity,
      default: timing.softest,
      applies: 'live',
    },
    first: {
      doc: 'Velocity of the first note.',
      format: midiVelocity,
      default: timing.first,
      applies: 'live',
    },
    curve: {
      doc: 'Shape between the two.',
      format: oneOf(velocityCurves),
      default: timing.curve,
      applies: 'live',
    },
  },
  position: {
    z_row: { doc: 'Velocity of the row of Z.', format: midiVelocity, default: position.z, applies: 'live' },
    a_row: { doc: 'Velocity of the row of A.', format: midiVelocity, default: position.a, applies: 'live' },
    q_row: {
      doc: 'Velocity of the rows of Q and of the digits.',
      format: midiVelocity,
      default: position.q,
      applies: 'live',
    },
    curve: {
      doc: 'Shape from row to velocity.',
      format: oneOf(velocityCurves),
      default: defaultVelocity.positionCurve,
      applies: 'live',
    },
  },
  combined: {
    method: {
      doc: 'How sources combine.',
      format: oneOf(combinations),
      default: defaultVelocity.combination,
      applies: 'live',
    },
    timing_depth: {
      doc: 'How far timing moves the velocity of the row, either way.',
      format: integerBetween(0, 126),
      default: defaultVelocity.timingDepth,
      applies: 'live',
    },
  },
} satisfies SchemaSection;
