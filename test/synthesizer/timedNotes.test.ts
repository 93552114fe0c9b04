import t from 'tap';
import { TimedNotes } from '../../src/synthesizer/timedNotes.js';
import { VirtualAudio } from '../support/virtualAudio.js';

const ms = 1000;

/** Notes on virtual audio with periods of 64 frames, unless said otherwise. */
class Stage {
  readonly audio: VirtualAudio;
  readonly timed: TimedNotes;
  nowUs = 0;

  constructor(periodFrames = 64) {
    this.audio = new VirtualAudio(periodFrames);
    this.timed = new TimedNotes(this.audio, this.audio, this.audio.blockMs, () => this.nowUs);
  }

  to(timeMs: number): this {
    this.nowUs = timeMs * ms;
    this.audio.renderTo(this.nowUs);
    return this;
  }

  /** A note on channel 0, in milliseconds. */
  note(key: number, start: number, end: number): this {
    this.timed.schedule(0, key, 100, start * ms, end * ms);
    return this;
  }
}

t.test('a note begins and ends at its time, to a block', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150).to(98);
  t.equal(stage.audio.notesOn, 0);
  t.equal(stage.timed.begin(0, 60, 100 * ms), 'scheduled');
  t.equal(stage.to(103).audio.notesOn, 1);
  t.ok(Math.abs((stage.audio.onsets[0]?.ms ?? 0) - 100) <= 2 * stage.audio.blockMs);
  t.equal(stage.to(147).audio.notesOn, 1);
  t.equal(stage.timed.end(0, 60, 150 * ms), true);
  t.equal(stage.to(153).audio.notesOn, 0);
});

t.test('what was not scheduled is not seen to', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150);
  t.equal(stage.timed.begin(0, 61, 100 * ms), 'unknown');
  t.equal(stage.timed.begin(1, 60, 100 * ms), 'unknown');
  t.equal(stage.timed.begin(0, 60, 99 * ms), 'unknown');
  t.equal(stage.timed.end(0, 60, 150 * ms), false, 'it has not begun');
});

t.test('a note that ends early is left to who plays, and nothing comes after', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150).to(120);
  stage.timed.begin(0, 60, 100 * ms);
  t.equal(stage.timed.end(0, 60, 120 * ms), false);
  t.equal(stage.audio.waiting, 0);
  t.equal(stage.timed.end(0, 60, 150 * ms), false, 'once');
});

t.test('what has not begun is taken back, from a time on', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 110).note(61, 120, 130).note(62, 140, 150);
  stage.timed.cancel(120 * ms);
  stage.to(200);
  t.same(
    stage.audio.onsets.map(({ key }) => key),
    [60],
  );
  t.equal(stage.audio.notesOn, 0);
  t.equal(stage.timed.begin(0, 61, 120 * ms), 'unknown');
});

t.test('a note that is taken back ends even when the audio was ahead', async (t) => {
  const stage = new Stage(1024).to(40).note(60, 60, 90).to(59);
  for (let time = 59; stage.audio.notesOn === 0; time++) stage.to(time);
  stage.timed.cancel(0);
  t.equal(stage.audio.notesOn, 0);
  t.equal(stage.to(200).audio.waiting, 0);
});

t.test('the end can be moved', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150);
  stage.timed.moveEnd(0, 60, 100 * ms, 120 * ms);
  stage.timed.begin(0, 60, 100 * ms);
  t.equal(stage.to(117).audio.notesOn, 1);
  t.equal(stage.to(123).audio.notesOn, 0);
  t.equal(stage.timed.end(0, 60, 120 * ms), true);
});

t.test('one note may follow itself without a gap', async (t) => {
  const stage = new Stage(256).to(50);
  for (let start = 100; start < 1000; start += 12.5) {
    stage.to(start - 30).note(60, start, start + 12.5);
    stage.timed.end(0, 60, (start - 25) * ms);
    stage.timed.begin(0, 60, (start - 25) * ms);
  }
  stage.to(2000);
  t.equal(stage.audio.onsets.length, 72);
  t.equal(stage.audio.doubled, 0, 'each ends before the next begins');
  t.equal(stage.audio.notesOn, 0);
});

t.test('a note shorter than a block ends after it has begun', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 100.1).to(200);
  t.equal(stage.audio.onsets.length, 1);
  t.equal(stage.audio.notesOn, 0);
});

t.test('the notes of a run count from when its first is heard', async (t) => {
  const stage = new Stage(1024).to(1003);
  stage.audio.noteOn(0, 60, 100);
  const heard = stage.audio.onsets[0]?.ms ?? 0;
  stage.timed.scheduleFirst(0, 60, 1002 * ms, 1060 * ms);
  stage.note(61, 1102, 1110).to(1300);
  const next = stage.audio.onsets[1]?.ms ?? 0;
  t.ok(Math.abs(next - heard - 100) <= stage.audio.blockMs, `${next - heard} ms later`);
  t.equal(stage.audio.notesOn, 0, 'both have ended by themselves');
});

t.test('an end of a note that is none of ours does not disturb a run', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150);
  stage.timed.moveEnd(0, 72, 40 * ms, 45 * ms);
  t.equal(stage.audio.waiting, 2);
});

t.test('while the clock stands still nothing is heaped up', async (t) => {
  const stage = new Stage().to(50);
  stage.audio.stopped = true;
  const begins: string[] = [];
  for (let start = 100; start <= 2000; start += 10) {
    stage.to(start - 50).note(60, start, start + 5);
    stage.to(start);
    begins.push(stage.timed.begin(0, 60, start * ms));
    stage.timed.end(0, 60, (start + 5) * ms);
  }
  t.equal(stage.audio.waiting, 0);
  t.equal(begins.at(-1), 'dropped');
  stage.audio.stopped = false;
  stage.to(2100).note(61, 2150, 2160).note(61, 2170, 2180).to(2300);
  t.same(
    stage.audio.onsets.map(({ key }) => key),
    [61, 61],
  );
});

t.test('a note that sounds when the clock stops ends, and its end is seen to', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 1000).to(200);
  stage.timed.begin(0, 60, 100 * ms);
  stage.audio.stopped = true;
  stage.to(300).note(61, 350, 360).to(700).note(62, 750, 760);
  t.equal(stage.audio.notesOn, 0);
  t.equal(stage.timed.end(0, 60, 1000 * ms), true);
});

t.test('a note that the audio began ahead of its report ends when the clock stops', async (t) => {
  const stage = new Stage(1024).to(40).note(60, 60, 90);
  for (let time = 41; stage.audio.notesOn === 0; time++) stage.to(time);
  stage.audio.stopped = true;
  stage.to(400).note(61, 450, 460);
  t.equal(stage.audio.notesOn, 0);
  t.equal(stage.timed.begin(0, 60, 60 * ms), 'dropped');
});

t.test('a note whose end was reported before the audio came to it ends when the clock stops', async (t) => {
  const stage = new Stage(1024).to(40).note(60, 60, 90).to(70);
  t.equal(stage.audio.notesOn, 1);
  stage.audio.stopped = true;
  stage.to(90).timed.begin(0, 60, 60 * ms);
  t.equal(stage.timed.end(0, 60, 90 * ms), true);
  stage.to(400).note(61, 450, 460);
  t.equal(stage.audio.notesOn, 0);
});

t.test('so does one whose end was sent late', async (t) => {
  const stage = new Stage(1024).to(40).note(60, 60, 90).to(70);
  stage.timed.begin(0, 60, 60 * ms);
  stage.audio.stopped = true;
  stage.timed.moveEnd(0, 60, 60 * ms, 45 * ms);
  t.equal(stage.timed.end(0, 60, 70 * ms), true);
  stage.to(400).note(61, 450, 460);
  t.equal(stage.audio.notesOn, 0);
});

t.test('clear takes back everything', async (t) => {
  const stage = new Stage().to(50).note(60, 100, 150).note(61, 120, 130);
  stage.timed.clear();
  t.equal(stage.audio.waiting, 0);
  t.equal(stage.timed.begin(0, 60, 100 * ms), 'unknown');
  stage.to(60).note(60, 100, 150).to(120);
  t.equal(stage.audio.notesOn, 1, 'the next is played as ever');
});

t.test('there are places for 64 notes; those that are never reported to end are given up', async (t) => {
  const stage = new Stage().to(50);
  for (let key = 0; key < 70; key++) stage.note(key, 100, 150);
  t.equal(stage.audio.waiting, 128, 'the others sound when they are begun');
  for (let key = 0; key < 64; key++) stage.timed.begin(0, key, 100 * ms);
  stage.to(2000).note(100, 2100, 2150);
  t.equal(stage.audio.waiting, 2);
});
