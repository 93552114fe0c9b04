import t from 'tap';
import { CounterWriter, createCounters } from '../../src/engine/counters.js';
import { createEventRing, EventRingWriter } from '../../src/engine/eventRing.js';
import type { Notification } from '../../src/engine/messages.js';
import { SoundFontChange } from '../../src/engine/soundFontChange.js';
import { SoundingOutput } from '../../src/engine/soundingOutput.js';
import { SynthError } from '../../src/errors/errors.js';
import { Performer } from '../../src/performance/performer.js';
import type { FluidSynthesizer } from '../../src/synthesizer/fluidSynthesizer.js';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';
import { testSettings } from '../support/testEngine.js';

const { performer: settings } = testSettings({});
const pianoAndStrings = [
  { bank: 0, program: 0 },
  { bank: 0, program: 48 },
];

/** A synthesizer whose sound fonts all have these presets, and do not load when they are called bad. */
class FontSynthesizer extends RecordingSynthesizer {
  readonly done: string[] = [];

  loadSoundFont(path: string): void {
    if (path === 'bad') throw new SynthError('SOUNDFONT_INVALID', 'bad', 'none');
    this.done.push(`load ${path}`);
  }

  adoptSoundFont(address: number): number {
    this.done.push(`adopt ${address}`);
    return 7;
  }

  unloadSoundFont(font: number): void {
    this.done.push(`unload ${font} after ${this.calls.length} calls`);
  }
}

function create(program: number) {
  const synthesizer = new FontSynthesizer(
    pianoAndStrings.map((preset) => `${preset.bank}:${preset.program}`),
  );
  const output = new SoundingOutput(
    synthesizer,
    new CounterWriter(createCounters()),
    new EventRingWriter(createEventRing()),
  );
  output.programs.note(0, 0, program);
  const performer = new Performer({ ...settings, program }, [], output);
  const told: Notification[] = [];
  const change = new SoundFontChange({
    synthesizer: synthesizer as unknown as FluidSynthesizer,
    output,
    performer,
    channel: 0,
    notify: (notification) => told.push(notification),
  });
  return { change, synthesizer, performer, output, told };
}

t.test('asleep, it is loaded at once', async (t) => {
  const { change, synthesizer, told } = create(48);
  change.request({ soundFont: 'a', programs: pianoAndStrings }, false, 0);
  t.same(synthesizer.done, ['load a']);
  t.same(told, [{ type: 'soundfont-loaded', soundFont: 'a' }]);
  change.request({ soundFont: 'bad', programs: [] }, false, 0);
  t.match(told[1], { type: 'soundfont-failed', soundFont: 'bad', fault: { code: 'SOUNDFONT_INVALID' } });
});

t.test(
  'sounding, another thread loads it; the old one goes when every channel has its program',
  async (t) => {
    const { change, synthesizer, told } = create(48);
    change.request({ soundFont: 'a', programs: pianoAndStrings }, true, 0);
    t.same(told.splice(0), [{ type: 'prepare-soundfont', soundFont: 'a' }]);
    t.same(synthesizer.done, [], 'nothing is held up');
    change.adopt(4096, 1);
    t.equal(synthesizer.done[0], 'adopt 4096');
    t.match(synthesizer.done[1], /unload 7 after (1[6-9]|[23]\d) calls/);
    t.same(told, [{ type: 'soundfont-loaded', soundFont: 'a' }]);
  },
);

t.test('several are answered in their order, also when it has gone to sleep meanwhile', async (t) => {
  const { change, synthesizer, told } = create(48);
  change.request({ soundFont: 'a', programs: pianoAndStrings }, true, 0);
  change.request({ soundFont: 'b', programs: pianoAndStrings }, false, 0);
  t.same(
    told.splice(0).map(({ type }) => type),
    ['prepare-soundfont', 'prepare-soundfont'],
  );
  const fault = new SynthError('SOUNDFONT_INVALID', 'bad', 'none').toFault();
  change.abandon(fault);
  change.adopt(4096, 1);
  t.match(told, [
    { type: 'soundfont-failed', soundFont: 'a', fault },
    { type: 'soundfont-loaded', soundFont: 'b' },
  ]);
  change.adopt(1, 2);
  change.abandon(fault);
  t.equal(
    synthesizer.done.filter((what) => what.startsWith('adopt')).length,
    1,
    'what nobody asked for is ignored',
  );
  t.equal(told.length, 2);
});

t.test(
  'a program that the new one has not: the nearest plays, and the player goes on from there',
  async (t) => {
    const { change, performer, output, told } = create(40);
    change.request({ soundFont: 'a', programs: pianoAndStrings }, false, 0);
    t.same([output.programs.bank(0), output.programs.program(0)], [0, 48]);
    t.same([performer.bank, performer.program], [0, 48]);
    t.match(told, [
      { type: 'soundfont-loaded' },
      { type: 'fault', fault: { code: 'PROGRAM_NOT_FOUND', message: /program 40 in bank 0.*nearest/ } },
    ]);
  },
);
