import t from 'tap';
import { loadConfiguration, readConfiguration } from '../../src/config/load.js';
import { settings } from '../../src/config/schema.js';
import { applyLive, isApplied } from '../../src/daemon/liveSettings.js';
import type { SoundFontChoice } from '../../src/daemon/soundFontChoice.js';
import { SoundFontHolder } from '../../src/daemon/soundFontHolder.js';
import type { Command } from '../../src/engine/messages.js';
import { SynthError } from '../../src/errors/errors.js';
import { initialProperties } from '../support/instrumentProperties.js';

const environment = { XDG_CONFIG_HOME: '/nonexistent', HOME: '/nonexistent' };
const systemFile = '/nonexistent';
const read = (overrides: Readonly<Record<string, unknown>>) =>
  readConfiguration({ environment, systemFile, overrides });

function choice(path: string): SoundFontChoice {
  return { path, name: 'Font', programs: [], builtin: path === '', presetName: () => 'Piano' };
}

/** What settings are brought to, noted. */
function parts() {
  const commands: Command[] = [];
  const told: string[] = [];
  return {
    commands,
    told,
    soundFonts: new SoundFontHolder(choice(''), { loadSoundFont: async () => undefined }, async (path) => {
      if (path === '/missing.sf2')
        throw new SynthError('SOUNDFONT_NOT_FOUND', 'There is none.', 'Correct it.');
      return choice(path);
    }),
    registry: {
      configure: (devices: readonly { path: string }[]) => void told.push(`devices ${devices.length}`),
    },
    log: { apply: ({ level }: { level: string }) => void told.push(`log ${level}`) },
    send: (command: Command) => void commands.push(command),
    properties: () => ({
      ...initialProperties,
      Gain: -3,
      VelocityMode: 'timing',
      Layer: true,
      Arpeggiator: 'down',
      Tempo: 99,
    }),
  };
}

t.test('there is a way for every setting that is live, and for no other', async (t) => {
  let live = 0;
  for (const { key, applies, planned } of settings.values()) {
    if (planned) continue;
    t.equal(isApplied(key), applies === 'live', key);
    if (applies === 'live') live++;
  }
  t.ok(live > 30, `${live} settings are live`);
});

t.test('what has not changed is left alone', async (t) => {
  const running = parts();
  await applyLive([], read({}), running);
  t.same(running.commands, []);
  t.same(running.told, []);
});

t.test('what a player has set by hand stays, unless its own setting changes', async (t) => {
  const running = parts();
  const loaded = read({ 'velocity.maximum': 100, 'audio.polyphony': 32 });
  await applyLive(['velocity.maximum', 'audio.polyphony'], loaded, running);
  t.match(running.commands, [
    { type: 'set-audio', audio: { polyphony: 32, gainDb: -3 } },
    { type: 'set-velocity', velocity: { maximum: 100, mode: 'timing' } },
  ]);
  const again = parts();
  await applyLive(
    ['velocity.mode', 'audio.gain_db'],
    read({ 'velocity.mode': 'fixed', 'audio.gain_db': -9 }),
    again,
  );
  t.match(again.commands, [
    { type: 'set-audio', audio: { gainDb: -9 } },
    { type: 'set-velocity', velocity: { mode: 'fixed' } },
  ]);
});

t.test('layer and arpeggiator: what a player has turned on stays on', async (t) => {
  const running = parts();
  const gate = { 'arpeggiator.gate': 0.9, 'layer.transpose': 12 };
  await applyLive(Object.keys(gate), read(gate), running);
  t.match(running.commands, [
    { type: 'configure-layer', layer: { enabled: true, transpose: 12, program: 48 } },
    { type: 'configure-arpeggiator', arpeggiator: { mode: 'down', tempo: 99, gate: 0.9, division: 4 } },
  ]);
  const again = parts();
  const own = { 'arpeggiator.mode': 'up', 'arpeggiator.tempo': 150, 'layer.enabled': false };
  await applyLive(Object.keys(own), read(own), again);
  t.match(again.commands, [
    { type: 'configure-layer', layer: { enabled: false } },
    { type: 'configure-arpeggiator', arpeggiator: { mode: 'up', tempo: 150 } },
  ]);
});

t.test('each goes where it belongs', async (t) => {
  const running = parts();
  const overrides = {
    'input.keyboard.base_octave': 6,
    'input.keyboard.transpose': -2,
    'input.keyboard.chatter_ms': 7,
    'input.devices': [{ path: '/dev/input/event9', kind: 'keyboard' }],
    'log.level': 'debug',
    'performance.program': 5,
    'audio.soundfont': '/fonts/a.sf2',
  };
  await applyLive(Object.keys(overrides), read(overrides), running);
  t.same(running.commands, [
    { type: 'set-octave', octave: 6 },
    { type: 'set-transpose', transpose: -2 },
    { type: 'set-chatter-window', chatterWindowUs: 7000 },
    { type: 'select-program', bank: 0, program: 5 },
  ]);
  t.same(running.told, ['devices 1', 'log debug']);
  t.equal(running.soundFonts.path, '/fonts/a.sf2');
});

t.test('a sound font that is no good keeps everything as it was', async (t) => {
  const running = parts();
  const overrides = {
    'audio.soundfont': '/missing.sf2',
    'input.keyboard.base_octave': 6,
    'log.level': 'debug',
  };
  await t.rejects(applyLive(Object.keys(overrides), read(overrides), running), {
    code: 'SOUNDFONT_NOT_FOUND',
  });
  t.same(running.commands, []);
  t.same(running.told, []);
});

t.test('the defaults are a configuration', async (t) => {
  t.equal(loadConfiguration({ environment, systemFile }).get('input.activate_on_start'), false);
});
