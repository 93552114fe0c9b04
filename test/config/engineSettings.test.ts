import t from 'tap';
import { engineSettings, type FoundSettings } from '../../src/config/engineSettings.js';
import { createConfiguration } from '../../src/config/schema.js';
import { defaultArpeggiator } from '../../src/performance/arpeggiatorSettings.js';
import { defaultLayer } from '../../src/performance/layerSettings.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';

const found: FoundSettings = {
  devices: [{ path: '/dev/input/event3', kind: 'keyboard' }],
  soundFont: '/a font.sf2',
  programs: [{ bank: 0, program: 5 }],
};

t.test('the defaults are those of the layers that they are for', async (t) => {
  const settings = engineSettings(createConfiguration({}), found);
  t.same(settings.audio, { ...defaultAudio, file: 'fw16-synth.wav' });
  t.same(settings.performer.velocity, defaultVelocity);
  t.same(settings.performer.layer, defaultLayer);
  t.same(settings.performer.arpeggiator, defaultArpeggiator);
  t.match(settings, { ...found, grab: true, recordingDelayMs: 0, realtime: true, chatterWindowUs: 20_000 });
});

t.test('every setting arrives where it belongs', async (t) => {
  const configuration = createConfiguration({});
  // No two values of one kind are the same, so that none can stand for another.
  configuration.load({
    audio: {
      driver: 'jack',
      sample_rate: 44_100,
      buffer_size: 256,
      period_count: 3,
      gain_db: -6.5,
      polyphony: 99,
      file: 'out.wav',
      reverb: { enabled: false, room_size: 0.11, damping: 0.22, width: 33, level: 0.44 },
      chorus: { enabled: false, voices: 5, level: 1.5, speed_hz: 0.6, depth_ms: 7 },
    },
    velocity: {
      mode: 'timing',
      minimum: 2,
      maximum: 126,
      accent: 21,
      fixed: { velocity: 71 },
      timing: { fast_ms: 12, slow_ms: 600, loudest: 125, softest: 31, first: 65, curve: 'exponential' },
      position: { z_row: 41, a_row: 81, q_row: 111, curve: 'logarithmic' },
      combined: { method: 'cascade', timing_depth: 22 },
    },
    input: {
      grab: false,
      toggle_key: 'KEY_PROG1',
      keyboard: { base_octave: 3, transpose: -5, chatter_ms: 7.5 },
    },
    performance: { bank: 8, program: 17, realtime: false },
    layer: { enabled: true, bank: 9, program: 18, velocity_offset: -7, transpose: 12 },
    arpeggiator: { mode: 'up', tempo: 133, division: 3, gate: 0.7, hold: true },
  });
  configuration.validate({ allowed: 'strict' });
  t.strictSame(engineSettings(configuration, { ...found, recordingDelayMs: 500 }), {
    ...found,
    active: true,
    grab: false,
    recordingDelayMs: 500,
    realtime: false,
    chatterWindowUs: 7500,
    toggleKey: 148,
    audio: {
      driver: 'jack',
      sampleRate: 44_100,
      bufferSize: 256,
      periodCount: 3,
      gainDb: -6.5,
      polyphony: 99,
      file: 'out.wav',
      reverb: { enabled: false, roomSize: 0.11, damping: 0.22, width: 33, level: 0.44 },
      chorus: { enabled: false, voices: 5, level: 1.5, speedHz: 0.6, depthMs: 7 },
    },
    performer: {
      octave: 3,
      transpose: -5,
      channel: 0,
      bank: 8,
      program: 17,
      velocity: {
        mode: 'timing',
        minimum: 2,
        maximum: 126,
        accentAmount: 21,
        fixed: 71,
        timing: { fastMs: 12, slowMs: 600, loudest: 125, softest: 31, first: 65, curve: 'exponential' },
        position: { z: 41, a: 81, q: 111 },
        positionCurve: 'logarithmic',
        combination: 'cascade',
        timingDepth: 22,
      },
      layer: { enabled: true, channel: 1, bank: 9, program: 18, velocityOffset: -7, transpose: 12 },
      arpeggiator: { mode: 'up', tempo: 133, division: 3, gate: 0.7, hold: true },
    },
  });
});
