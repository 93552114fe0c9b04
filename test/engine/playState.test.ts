import t from 'tap';
import { ChannelPrograms } from '../../src/engine/channelPrograms.js';
import { PlayStateWatch } from '../../src/engine/playState.js';
import { Performer } from '../../src/performance/performer.js';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';
import { MusicalLog } from '../support/musicalLog.js';
import { testSettings } from '../support/testEngine.js';

const settings = testSettings({ 'audio.gain_db': -11 });

/** A synthesizer that gives its presets names, and counts how often it is asked. */
class NamingSynthesizer extends RecordingSynthesizer {
  asked = 0;
  name = 'Piano';

  override programName(): string {
    this.asked++;
    return this.name;
  }
}

function create() {
  const performer = new Performer(settings.performer, settings.programs, new MusicalLog());
  const programs = new ChannelPrograms();
  const synthesizer = new NamingSynthesizer();
  return {
    performer,
    programs,
    synthesizer,
    state: new PlayStateWatch(settings, performer, programs, synthesizer),
  };
}

t.test('the first look tells everything, the next nothing', async (t) => {
  const { state } = create();
  t.match(state.take(), {
    octave: 4,
    transpose: 0,
    bank: 0,
    program: 0,
    programName: 'Piano',
    sustain: false,
    layer: false,
    arpeggiator: 'off',
    tempo: 120,
    velocityMode: settings.performer.velocity.mode,
    gainDb: -11,
  });
  t.equal(state.take(), undefined);
});

t.test('each change is told, and only once', async (t) => {
  const { state, performer, programs } = create();
  state.take();
  const changes: [() => void, object][] = [
    [() => performer.setOctave(5), { octave: 5 }],
    [() => performer.setTranspose(7), { transpose: 7 }],
    [() => performer.setLayer(true, 0), { layer: true }],
    [() => performer.setArpeggiator('random', 0), { arpeggiator: 'random' }],
    [() => performer.setTempo(99, 0), { tempo: 99 }],
    [() => programs.note(settings.performer.channel, 8, 3), { bank: 8, program: 3 }],
    [
      () => {
        state.gainDb = -3;
      },
      { gainDb: -3 },
    ],
    [
      () => {
        state.velocityMode = 'fixed';
      },
      { velocityMode: 'fixed' },
    ],
  ];
  for (const [change, expected] of changes) {
    change();
    t.match(state.take(), expected);
    t.equal(state.take(), undefined);
  }
});

t.test('a program is asked for its name only when it may be another', async (t) => {
  const { state, performer, programs, synthesizer } = create();
  state.take();
  performer.setOctave(5);
  state.take();
  t.equal(synthesizer.asked, 1);
  programs.note(settings.performer.channel, 0, 5);
  synthesizer.name = 'Organ';
  t.match(state.take(), { programName: 'Organ' });
  synthesizer.name = 'Other organ';
  state.programNameIsOld = true;
  t.match(state.take(), { program: 5, programName: 'Other organ' }, 'of another sound font');
  state.programNameIsOld = true;
  t.equal(state.take(), undefined, 'that calls it the same');
});
