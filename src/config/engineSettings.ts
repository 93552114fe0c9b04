/** What the configuration means to the engine. */
import type { DeviceRequest, EngineSettings } from '../engine/messages.js';
import { defaultLayer } from '../performance/layerSettings.js';
import type { ProgramList } from '../performance/programs.js';
import type { VelocitySettings } from '../performance/velocity/settings.js';
import type { AudioSettings } from '../synthesizer/settings.js';
import { toggleKeyCode } from './schema/devices.js';
import type { Configuration } from './schema.js';

/** What is not in the configuration but found out from it. */
export interface FoundSettings {
  readonly devices: readonly DeviceRequest[];
  /** False to wait with the sound font loaded until the engine is activated; true unless said otherwise. */
  readonly active?: boolean;
  /** A sound font that has been checked. */
  readonly soundFont: string;
  readonly programs: ProgramList;
  /** Milliseconds before the first event of a recording. */
  readonly recordingDelayMs?: number;
}

export function engineSettings(configuration: Configuration, found: FoundSettings): EngineSettings {
  const { audio, input, performance, layer, arpeggiator } = configuration.getProperties();
  return {
    devices: found.devices,
    active: found.active ?? true,
    grab: input.grab,
    soundFont: found.soundFont,
    programs: found.programs,
    recordingDelayMs: found.recordingDelayMs ?? 0,
    realtime: performance.realtime,
    chatterWindowUs: input.keyboard.chatter_ms * 1000,
    toggleKey: toggleKeyCode(input.toggle_key),
    audio: audioSettings(audio),
    performer: {
      octave: input.keyboard.base_octave,
      transpose: input.keyboard.transpose,
      channel: 0,
      bank: performance.bank,
      program: performance.program,
      velocity: velocitySettings(configuration),
      layer: {
        enabled: layer.enabled,
        channel: defaultLayer.channel,
        bank: layer.bank,
        program: layer.program,
        velocityOffset: layer.velocity_offset,
        transpose: layer.transpose,
      },
      arpeggiator,
    },
  };
}

type AudioProperties = ReturnType<Configuration['getProperties']>['audio'];

function audioSettings(audio: AudioProperties): AudioSettings {
  return {
    driver: audio.driver,
    sampleRate: audio.sample_rate,
    bufferSize: audio.buffer_size,
    periodCount: audio.period_count,
    gainDb: audio.gain_db,
    polyphony: audio.polyphony,
    file: audio.file,
    reverb: {
      enabled: audio.reverb.enabled,
      roomSize: audio.reverb.room_size,
      damping: audio.reverb.damping,
      width: audio.reverb.width,
      level: audio.reverb.level,
    },
    chorus: {
      enabled: audio.chorus.enabled,
      voices: audio.chorus.voices,
      level: audio.chorus.level,
      speedHz: audio.chorus.speed_hz,
      depthMs: audio.chorus.depth_ms,
    },
  };
}

function velocitySettings(configuration: Configuration): VelocitySettings {
  const { mode, minimum, maximum, accent, fixed, timing, position, combined } =
    configuration.getProperties().velocity;
  return {
    mode,
    minimum,
    maximum,
    accentAmount: accent,
    fixed: fixed.velocity,
    timing: {
      fastMs: timing.fast_ms,
      slowMs: timing.slow_ms,
      loudest: timing.loudest,
      softest: timing.softest,
      first: timing.first,
      curve: timing.curve,
    },
    position: { z: position.z_row, a: position.a_row, q: position.q_row },
    positionCurve: position.curve,
    combination: combined.method,
    timingDepth: combined.timing_depth,
  };
}
