import { EventEmitter } from 'node:events';
import t from 'tap';
import { Activation } from '../../src/daemon/activation.js';
import { DeviceRegistry } from '../../src/daemon/deviceRegistry.js';
import { PlayedInstrument } from '../../src/daemon/playedInstrument.js';
import { SoundFontHolder } from '../../src/daemon/soundFontHolder.js';
import {
  createEventRing,
  EventRingReader,
  EventRingWriter,
  eventTypeNumber,
} from '../../src/engine/eventRing.js';
import type { Command, PlayState } from '../../src/engine/messages.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { initialProperties } from '../support/instrumentProperties.js';

const playState: PlayState = {
  octave: 4,
  transpose: 0,
  bank: 0,
  program: 0,
  programName: 'Grand Piano',
  sustain: false,
  layer: false,
  arpeggiator: 'off',
  tempo: 120,
  velocityMode: 'combined',
  gainDb: -14,
};

/** An engine that takes every command at once, and the instrument on it. */
function instrument() {
  const commands: Command[] = [];
  let state = playState;
  let watches = 0;
  const memory = createEventRing();
  const engine = {
    send(command: Command): void {
      commands.push(command);
      if (command.type === 'set-octave') state = { ...state, octave: command.octave };
      if (command.type === 'select-program')
        state = { ...state, bank: command.bank, program: command.program };
      played.follow(state);
    },
    events: () => {
      watches++;
      return new EventRingReader(memory);
    },
  };
  const activatable = {
    activate: async () => ({
      driver: 'jack' as const,
      devices: [],
      scheduling: { policy: 'other' as const, priority: 0, how: '' },
      activatedInMs: 1,
    }),
    deactivate: async () => undefined,
  };
  const choice = (path: string) => ({
    path,
    name: 'Font',
    programs: [
      { bank: 0, program: 0 },
      { bank: 0, program: 19 },
    ],
    builtin: path === '',
    presetName: () => 'Piano',
  });
  const registry = new DeviceRegistry({ configured: [], discover: () => [] });
  const played: PlayedInstrument = new PlayedInstrument({
    engine,
    activation: new Activation(activatable, () => []),
    registry,
    soundFonts: new SoundFontHolder(choice(''), { loadSoundFont: async () => undefined }, async (path) =>
      choice(path),
    ),
    initial: initialProperties,
    reload: async () => ({ changed: [], needRestart: [] }),
    report: () => ({ status: 'healthy', reasons: [], alerts: [], figures: {} }),
    commandSettings: () => defaultVelocity,
  });
  const changes: unknown[] = [];
  played.on('propertiesChanged', (changed) => changes.push(changed));
  return { played, commands, changes, memory, watches: () => watches };
}

t.test('turning on and off shows in the properties', async (t) => {
  const { played, changes } = instrument();
  await played.activate();
  t.match(played.properties, { Active: true, AudioDriver: 'jack' });
  await played.toggle();
  await played.deactivate();
  t.same(changes, [
    { Active: true, AudioDriver: 'jack' },
    { Active: false, AudioDriver: 'none' },
  ]);
});

t.test('notes sound while it is active only', async (t) => {
  const { played, commands } = instrument();
  t.throws(() => played.noteOn(60, 100), { code: 'NOT_ACTIVE' });
  t.throws(() => played.noteOff(60), { code: 'NOT_ACTIVE' });
  await played.activate();
  played.noteOn(60, 100);
  played.noteOn(60, 0);
  t.same(commands, [
    { type: 'note-on', key: 60, velocity: 100 },
    { type: 'note-off', key: 60 },
  ]);
  t.throws(() => played.noteOn(128, 100), { code: 'INVALID_ARGUMENTS', message: /^key must be an integer/ });
  t.throws(() => played.noteOn(60, 128), { code: 'INVALID_ARGUMENTS', message: /^velocity must be/ });
  t.equal(commands.length, 2);
});

t.test('panic is always heard', async (t) => {
  const { played, commands } = instrument();
  played.panic();
  t.same(commands, [{ type: 'panic' }]);
});

t.test('a property that is set is answered when it is taken', async (t) => {
  const { played, changes } = instrument();
  await played.set('Octave', 6);
  t.equal(played.properties.Octave, 6);
  t.same(changes, [{ Octave: 6 }]);
  await t.rejects(played.set('Octave', 60), { code: 'INVALID_ARGUMENTS' });
  t.equal(played.properties.Octave, 6);
});

t.test('programs of the sound font', async (t) => {
  const { played, commands } = instrument();
  await played.selectProgram(0, 19);
  t.equal(played.properties.Program, 19);
  await t.rejects(played.selectProgram(0, 20), { code: 'PROGRAM_NOT_FOUND' });
  await t.rejects(played.selectProgram(0, 128), { code: 'INVALID_ARGUMENTS' });
  t.equal(commands.length, 1);
});

t.test('another sound font', async (t) => {
  const { played } = instrument();
  await played.loadSoundFont('/fonts/a b.sf2');
  t.equal(played.properties.SoundFont, '/fonts/a b.sf2');
  await t.rejects(played.loadSoundFont('fonts/a.sf2'), { code: 'INVALID_ARGUMENTS' });
  t.equal(played.properties.SoundFont, '/fonts/a b.sf2');
  await played.loadSoundFont('');
  t.equal(played.properties.SoundFont, '');
});

t.test('what the player changes by keys is told', async (t) => {
  const { played, changes } = instrument();
  played.follow({ ...playState, sustain: true, transpose: -1 });
  t.same(changes, [{ Transpose: -1, Sustain: true }]);
});

t.test('it is an emitter of the events of the bus', async (t) => {
  t.ok(instrument().played instanceof EventEmitter);
});

t.test('asleep it does not look for notes, whoever wants to know of them', async (t) => {
  const { played, watches, memory } = instrument();
  const told: number[] = [];
  played.on('noteStopped', (_channel, note) => told.push(note));
  played.watchNotes(true);
  t.equal(watches(), 0);
  await played.activate();
  t.equal(watches(), 1);
  new EventRingWriter(memory).push(eventTypeNumber['note-off'], 0, 60, 0, 0, 0);
  await played.deactivate();
  t.same(told, [60], 'what ended with it is told');
  await played.activate();
  t.equal(watches(), 2);
  played.watchNotes(false);
  await played.deactivate();
  await played.activate();
  t.equal(watches(), 2);
});
