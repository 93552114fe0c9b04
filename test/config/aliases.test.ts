import t from 'tap';
import { aliases } from '../../src/config/aliases.js';
import { settings } from '../../src/config/schema.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

/** Every other name, a value for it, the canonical key, and what that is then. */
const inFiles: readonly (readonly [name: string, value: string, key: string, is: unknown])[] = [
  ['performance.enable_profiling', 'true', 'performance.profiling', true],
  ['production.enable_profiling', 'true', 'performance.profiling', true],
  ['performance.metrics_collection', 'true', 'metrics.enabled', true],
  ['production.enable_monitoring', 'true', 'metrics.enabled', true],
  ['performance.health_monitoring', 'false', 'health.enabled', false],
  ['production.enable_health_checks', 'false', 'health.enabled', false],
  ['performance.log_level', 'WARNING', 'log.level', 'warning'],
  [
    'performance.log_file',
    '/var/log/fw16-synth/production.log',
    'log.file',
    '/var/log/fw16-synth/production.log',
  ],
  ['production.graceful_shutdown_timeout', '30', 'shutdown.timeout_s', 30],
  ['production.error_recovery_enabled', 'false', 'recovery.enabled', false],
];

t.test('every other name is tried here, and none is a key itself', async (t) => {
  t.same(inFiles.map(([name]) => name).toSorted(), [...aliases.keys()].toSorted());
  for (const [name, key] of aliases) {
    t.notOk(settings.has(name), name);
    t.ok(settings.has(key), key);
  }
});

for (const [name, value, key, is] of inFiles) {
  t.test(`${name} is ${key}`, async (t) => {
    const [section = '', last = ''] = name.split('.');
    const place = new ConfigurationPlace(t.testdir(), { user: `${section}:\n  ${last}: ${value}\n` });
    t.strictSame(place.value(key), [is, `${place.userFile}:2`]);
    t.same(place.notes('alias'), [`${name} (${place.userFile}:2) is another name for ${key}.`]);
    const [canonicalSection = '', canonicalLast = ''] = key.split('.');
    const usual = settings.get(key)?.default;
    const both = new ConfigurationPlace(t.testdir(), {
      user: `${JSON.stringify({ [section]: { [last]: is } })}\n`.replace(
        /}}\n$/,
        section === canonicalSection
          ? `, "${canonicalLast}": ${JSON.stringify(usual)}}}\n`
          : `}, "${canonicalSection}": {"${canonicalLast}": ${JSON.stringify(usual)}}}\n`,
      ),
    });
    t.strictSame(both.value(key), [usual, `${both.userFile}:1`], 'the canonical name wins');
    const where = `${both.userFile}:1`;
    t.same(both.notes('alias'), [`${name} (${where}) is ignored: ${key} at ${where} says it already.`]);
  });
}

/** Every variable, a value, the key, and what that is then. */
const variables: readonly (readonly [name: string, value: string, key: string, is: unknown])[] = [
  ['FW16_SYNTH_AUDIO_DRIVER', 'pipewire', 'audio.driver', 'pipewire'],
  [
    'FW16_SYNTH_SOUND_FONT',
    '/opt/soundfonts/FluidR3_GM.sf2',
    'audio.soundfont',
    '/opt/soundfonts/FluidR3_GM.sf2',
  ],
  [
    'DEFAULT_SOUNDFONT',
    '/opt/soundfonts/FluidR3_GM.sf2',
    'audio.soundfont',
    '/opt/soundfonts/FluidR3_GM.sf2',
  ],
  ['FW16_SYNTH_BASE_OCTAVE', '3', 'input.keyboard.base_octave', 3],
  ['FW16_SYNTH_VELOCITY_SOURCE', 'timing', 'velocity.mode', 'timing'],
  ['FW16_SYNTH_LOG_LEVEL', 'ERROR', 'log.level', 'error'],
  ['FW16_SYNTH_METRICS_ENABLED', 'true', 'metrics.enabled', true],
  ['FW16_SYNTH_HEALTH_CHECK_INTERVAL', '45', 'health.interval_s', 45],
];
for (const [name, value, key, is] of variables) {
  t.test(`${name} is ${key}`, async (t) => {
    const place = new ConfigurationPlace(t.testdir());
    t.strictSame(place.value(key, { environment: { [name]: value } }), [is, `the environment, ${name}`]);
  });
}

t.test('DEFAULT_SOUNDFONT is below every file', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { system: 'audio: {soundfont: /system.sf2}' });
  const environment = { DEFAULT_SOUNDFONT: '/default.sf2' };
  t.equal(place.value('audio.soundfont', { environment })[0], '/system.sf2');
  const both = { ...environment, FW16_SYNTH_SOUND_FONT: '/mine.sf2' };
  t.equal(place.value('audio.soundfont', { environment: both })[0], '/mine.sf2');
});

t.test('of two other names in one place the first of the table wins', async (t) => {
  const user = 'production: {enable_profiling: false}\nperformance: {enable_profiling: true}\n';
  const place = new ConfigurationPlace(t.testdir(), { user });
  t.strictSame(place.value('performance.profiling'), [true, `${place.userFile}:2`]);
  t.match(
    place.notes('alias')[0],
    /^production\.enable_profiling .* is ignored: performance\.enable_profiling at/,
  );
});

t.test('another name in a higher place is above the canonical one in a lower', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'log: {level: error}',
    user: 'performance: {log_level: DEBUG}',
  });
  t.equal(place.value('log.level')[0], 'debug');
});

t.test('a misspelt variable is told of, others are not', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const environment = { FW16_SYNTH_LOG_LEVLE: 'debug', FW16_SYNTH_LIBFLUIDSYNTH: '/lib.so' };
  t.same(place.notes('unused', { environment }), [
    'No setting is named FW16_SYNTH_LOG_LEVLE; did you mean FW16_SYNTH_LOG_LEVEL?',
  ]);
});

t.test('the configuration of the production guide is taken as it is', async (t) => {
  const system = `# Audio settings
audio:
  driver: pipewire
  sample_rate: 48000
  buffer_size: 256
  soundfont: /opt/soundfonts/FluidR3_GM.sf2

# Performance settings
performance:
  enable_profiling: true
  metrics_collection: true
  health_monitoring: true
  log_level: INFO
  log_file: /var/log/fw16-synth/production.log

# MIDI settings
midi:
  input_enabled: true
  auto_connect: true
  port_filter: "Framework|Piano|Keyboard"

# Touchpad settings
touchpad:
  enabled: true
  smoothing: 0.85
  pressure_threshold: 0.1

# Production settings
production:
  enable_monitoring: true
  enable_profiling: true
  enable_health_checks: true
  graceful_shutdown_timeout: 30
  error_recovery_enabled: true
`;
  const place = new ConfigurationPlace(t.testdir(), { system });
  t.match(place.load(), {
    audio: { driver: 'pipewire', buffer_size: 256, soundfont: '/opt/soundfonts/FluidR3_GM.sf2' },
    performance: { profiling: true },
    metrics: { enabled: true },
    health: { enabled: true },
    log: { level: 'info', file: '/var/log/fw16-synth/production.log' },
    midi: { input_enabled: true, auto_connect: true, port_filter: 'Framework|Piano|Keyboard' },
    touchpad: { enabled: true, smoothing: 0.85, pressure_threshold: 0.1 },
    shutdown: { timeout_s: 30 },
    recovery: { enabled: true },
  });
  t.equal(place.notes('alias').length, 10);
});
