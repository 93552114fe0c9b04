import t from 'tap';
import { RecordingSynthesizer } from '../../src/synthesizer/recordingSynthesizer.js';

t.test('it remembers what was asked of it, in order', (t) => {
  const synthesizer = new RecordingSynthesizer();
  synthesizer.noteOn(0, 60, 100);
  synthesizer.controlChange(1, 64, 127);
  synthesizer.pitchBend(0, 8192);
  synthesizer.channelPressure(0, 3);
  synthesizer.setPitchBendRange(0, 12);
  synthesizer.setGain(0.5);
  synthesizer.noteOff(0, 60);
  t.strictSame(synthesizer.calls, [
    { method: 'noteOn', values: [0, 60, 100] },
    { method: 'controlChange', values: [1, 64, 127] },
    { method: 'pitchBend', values: [0, 8192] },
    { method: 'channelPressure', values: [0, 3] },
    { method: 'setPitchBendRange', values: [0, 12] },
    { method: 'setGain', values: [0.5] },
    { method: 'noteOff', values: [0, 60] },
  ]);
  t.end();
});

t.test('it knows what would sound', (t) => {
  const synthesizer = new RecordingSynthesizer();
  synthesizer.noteOn(0, 60, 100);
  synthesizer.noteOn(0, 60, 90);
  synthesizer.noteOn(15, 127, 1);
  t.equal(synthesizer.activeVoices(), 2, 'a key sounds once on a channel');
  synthesizer.noteOff(1, 60);
  t.equal(synthesizer.activeVoices(), 2);
  synthesizer.noteOff(0, 60);
  t.equal(synthesizer.activeVoices(), 1);
  synthesizer.allNotesOff();
  t.equal(synthesizer.activeVoices(), 0);
  synthesizer.noteOn(3, 3, 3);
  synthesizer.allSoundOff();
  t.equal(synthesizer.activeVoices(), 0);
  t.end();
});

t.test('it has every preset, or those that it was given', (t) => {
  t.equal(new RecordingSynthesizer().selectProgram(0, 12, 34), true);
  const some = new RecordingSynthesizer(['0:19']);
  t.equal(some.selectProgram(0, 0, 19), true);
  t.equal(some.selectProgram(0, 0, 20), false);
  t.equal(some.programName(0), '');
  t.end();
});
