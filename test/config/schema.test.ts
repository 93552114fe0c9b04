import t from 'tap';
import { createConfiguration, sections, settings } from '../../src/config/schema.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { defaultAudio } from '../../src/synthesizer/settings.js';

t.test('there are settings to look at', async (t) => {
  t.ok(settings.size > 90, `${settings.size} settings`);
});

for (const { key, doc, format, applies, default: usual } of settings.values()) {
  t.test(key, async (t) => {
    t.match(key, /^[a-z]+(_[a-z]+)*(\.[a-z]+(_[a-z]+)*)+$/, 'snake_case in a section');
    t.match(doc, /^[A-Z].*\.$/s, 'documented in sentences');
    t.ok(['live', 'restart'].includes(applies));
    t.equal(format.fault(usual), undefined, 'the default is allowed');
    t.strictSame(format.coerce(usual), usual, 'and stays as it is');
  });
}

t.test('every default is valid', async (t) => {
  t.doesNotThrow(() => createConfiguration({}).validate({ allowed: 'strict' }));
});

t.test('units are in the keys of what has one of physics', async (t) => {
  const endings = { ms: '_ms', s: '_s', dB: '_db', MiB: '_mb', MB: '_mb' } as const;
  const withUnit = [...settings.values()].filter(({ unit = '' }) => unit in endings);
  t.ok(withUnit.length > 5);
  for (const { key, unit } of withUnit) t.ok(key.endsWith(endings[unit as keyof typeof endings]), key);
});

t.test('the names in the environment', async (t) => {
  const named = [...settings.values()].filter(({ env }) => env !== undefined);
  t.strictSame(Object.fromEntries(named.map(({ env, key }) => [env, key])), {
    FW16_SYNTH_AUDIO_DRIVER: 'audio.driver',
    FW16_SYNTH_SOUND_FONT: 'audio.soundfont',
    FW16_SYNTH_VELOCITY_SOURCE: 'velocity.mode',
    FW16_SYNTH_BASE_OCTAVE: 'input.keyboard.base_octave',
    FW16_SYNTH_HEALTH_CHECK_INTERVAL: 'health.interval_s',
    FW16_SYNTH_METRICS_ENABLED: 'metrics.enabled',
    FW16_SYNTH_LOG_LEVEL: 'log.level',
  });
});

t.test('sections are what keys begin with', async (t) => {
  t.ok(sections.has('audio') && sections.has('audio.reverb') && sections.has('log.levels'));
  t.notOk(sections.has('audio.driver') || sections.has(''));
});

t.test('defaults that other layers have as well are the same there', async (t) => {
  const { audio, velocity, input, performance } = createConfiguration({}).getProperties();
  t.match(audio, {
    driver: defaultAudio.driver,
    sample_rate: defaultAudio.sampleRate,
    buffer_size: defaultAudio.bufferSize,
    gain_db: defaultAudio.gainDb,
    soundfont: '',
  });
  t.match(velocity, { mode: 'combined', minimum: defaultVelocity.minimum, maximum: 127, accent: 20 });
  t.match(input, { devices: [], grab: true, keyboard: { base_octave: 4, transpose: 0 } });
  t.match(performance, { bank: 0, program: 0, realtime: true });
});

/** The bounds of numbers: the last value that is taken and the first that is not, at either end. */
const bounds: readonly (readonly [
  key: string,
  below: number,
  lowest: number,
  highest: number,
  above: number,
])[] = [
  ['audio.sample_rate', 7999, 8000, 96_000, 96_001],
  ['audio.buffer_size', 63, 64, 8192, 8193],
  ['audio.gain_db', -60.1, -60, 20, 20.1],
  ['velocity.minimum', 0, 1, 127, 128],
  ['velocity.accent', -1, 0, 126, 127],
  ['input.keyboard.base_octave', -1, 0, 9, 10],
  ['input.keyboard.transpose', -25, -24, 24, 25],
  ['performance.program', -1, 0, 127, 128],
  ['performance.bank', -1, 0, 16_383, 16_384],
];
for (const [key, below, lowest, highest, above] of bounds) {
  t.test(`${key} is ${lowest} to ${highest}`, async (t) => {
    const check = (value: number) => {
      const configuration = createConfiguration({});
      (configuration as unknown as { set(key: string, value: number): void }).set(key, value);
      configuration.validate({ allowed: 'strict' });
    };
    for (const value of [lowest, highest]) t.doesNotThrow(() => check(value));
    for (const value of [below, above])
      t.throws(() => check(value), { message: new RegExp(`^${key}: must be`) });
  });
}
