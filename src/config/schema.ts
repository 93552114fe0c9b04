/** Every setting: its type, range, unit, default, environment name and documentation. The only place that says so. */
import convict from 'convict';
import type { DeviceRequest } from '../engine/messages.js';
import { velocityCurves } from '../performance/velocity/curves.js';
import { combinations, defaultVelocity, velocityModes } from '../performance/velocity/settings.js';
import { audioDriverNames } from '../synthesizer/audioDrivers.js';
import { defaultAudio } from '../synthesizer/settings.js';
import { deviceList, integerBetween, numberBetween, trueOrFalse } from './formats.js';

const { reverb, chorus } = defaultAudio;
const { timing, position } = defaultVelocity;
const velocity = integerBetween(1, 127);

export const schema = {
  audio: {
    driver: {
      doc: 'Audio driver; auto takes the first that opens.',
      format: [...audioDriverNames],
      default: defaultAudio.driver,
      env: 'FW16_SYNTH_AUDIO_DRIVER',
    },
    sample_rate: { doc: 'Hertz.', format: integerBetween(8000, 96000), default: defaultAudio.sampleRate },
    buffer_size: {
      doc: 'Frames in a period. A JACK or PipeWire server decides for itself.',
      format: integerBetween(64, 8192),
      default: defaultAudio.bufferSize,
    },
    period_count: {
      doc: 'Periods in the buffer.',
      format: integerBetween(2, 64),
      default: defaultAudio.periodCount,
    },
    soundfont: {
      doc: 'SoundFont file; empty for the built-in one.',
      format: String,
      default: '',
      env: 'FW16_SYNTH_SOUND_FONT',
    },
    soundfont_max_mb: {
      doc: 'Larger SoundFont files are refused, in MiB.',
      format: integerBetween(1, 4095),
      default: 2048,
    },
    gain_db: {
      doc: 'Output level in decibels; 0 is the gain of 1 of FluidSynth.',
      format: numberBetween(-60, 20),
      default: defaultAudio.gainDb,
    },
    polyphony: { doc: 'Voices at once.', format: integerBetween(1, 65535), default: defaultAudio.polyphony },
    file: { doc: 'WAV file that the driver "file" writes.', format: String, default: 'fw16-synth.wav' },
    reverb: {
      enabled: { doc: 'Reverberation.', format: trueOrFalse, default: reverb.enabled },
      room_size: { doc: 'Size of the room.', format: numberBetween(0, 1), default: reverb.roomSize },
      damping: { doc: 'Damping of high frequencies.', format: numberBetween(0, 1), default: reverb.damping },
      width: { doc: 'Stereo width.', format: numberBetween(0, 100), default: reverb.width },
      level: { doc: 'Level.', format: numberBetween(0, 1), default: reverb.level },
    },
    chorus: {
      enabled: { doc: 'Chorus.', format: trueOrFalse, default: chorus.enabled },
      voices: { doc: 'Delay lines.', format: integerBetween(0, 99), default: chorus.voices },
      level: { doc: 'Level.', format: numberBetween(0, 10), default: chorus.level },
      speed_hz: { doc: 'Modulation in hertz.', format: numberBetween(0.1, 5), default: chorus.speedHz },
      depth_ms: { doc: 'Depth in milliseconds.', format: numberBetween(0, 256), default: chorus.depthMs },
    },
  },
  velocity: {
    mode: {
      doc: 'What sets how loud a key plays.',
      format: [...velocityModes],
      default: defaultVelocity.mode,
      env: 'FW16_SYNTH_VELOCITY_SOURCE',
    },
    minimum: { doc: 'No note is softer.', format: velocity, default: defaultVelocity.minimum },
    maximum: { doc: 'No note is louder.', format: velocity, default: defaultVelocity.maximum },
    accent: {
      doc: 'What Shift adds and Ctrl takes; not in the mode "fixed".',
      format: integerBetween(0, 126),
      default: defaultVelocity.accentAmount,
    },
    fixed: {
      velocity: {
        doc: 'The velocity of the mode "fixed".',
        format: velocity,
        default: defaultVelocity.fixed,
      },
    },
    timing: {
      fast_ms: {
        doc: 'The interval in milliseconds that plays loudest.',
        format: numberBetween(0, 5000),
        default: timing.fastMs,
      },
      slow_ms: {
        doc: 'The interval in milliseconds that plays softest.',
        format: numberBetween(1, 10000),
        default: timing.slowMs,
      },
      loudest: { doc: 'Velocity.', format: velocity, default: timing.loudest },
      softest: { doc: 'Velocity.', format: velocity, default: timing.softest },
      first: { doc: 'Velocity of the first note.', format: velocity, default: timing.first },
      curve: { doc: 'Shape between the two.', format: [...velocityCurves], default: timing.curve },
    },
    position: {
      z_row: { doc: 'Velocity of the row of Z.', format: velocity, default: position.z },
      a_row: { doc: 'Velocity of the row of A.', format: velocity, default: position.a },
      q_row: { doc: 'Velocity of the rows of Q and of the digits.', format: velocity, default: position.q },
      curve: {
        doc: 'Shape from row to velocity.',
        format: [...velocityCurves],
        default: defaultVelocity.positionCurve,
      },
    },
    combined: {
      method: {
        doc: 'How sources combine.',
        format: [...combinations],
        default: defaultVelocity.combination,
      },
      timing_depth: {
        doc: 'How far timing moves the velocity of the row, either way.',
        format: integerBetween(0, 126),
        default: defaultVelocity.timingDepth,
      },
    },
  },
  input: {
    devices: {
      doc: 'List of {path, kind}; empty to look for keyboards. A path may be an event node, a FIFO, a socket or an evemu recording.',
      format: deviceList,
      default: [] as DeviceRequest[],
    },
    grab: {
      doc: 'Keep the keys from other programs while they play.',
      format: trueOrFalse,
      default: true,
    },
    keyboard: {
      base_octave: {
        doc: 'Octave of the key Q; 4 makes it MIDI note 48.',
        format: integerBetween(0, 9),
        default: 4,
        env: 'FW16_SYNTH_BASE_OCTAVE',
      },
      transpose: { doc: 'Semitones added to every note.', format: integerBetween(-24, 24), default: 0 },
      chatter_ms: {
        doc: 'A key that re-triggers within this many milliseconds is taken for a bouncing switch; 0 turns it off.',
        format: numberBetween(0, 100),
        default: 20,
      },
    },
  },
  performance: {
    bank: { doc: 'Bank at the start.', format: integerBetween(0, 16383), default: 0 },
    program: { doc: 'Program at the start.', format: integerBetween(0, 127), default: 0 },
    realtime: {
      doc: 'Ask for a real-time priority for the play thread.',
      format: trueOrFalse,
      default: true,
    },
  },
};

/** A configuration that has been read and checked. */
export type Configuration = ReturnType<typeof createConfiguration>;

/** The defaults and the environment. */
export function createConfiguration(environment: NodeJS.ProcessEnv = process.env) {
  return convict(schema, { env: environment, args: [] });
}
