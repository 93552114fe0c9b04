import { readFileSync } from 'node:fs';
import t from 'tap';
import { engineSettings } from '../../src/config/engineSettings.js';
import { createConfiguration } from '../../src/config/schema.js';
import { replayRecording } from '../../src/engine/replay.js';
import { parseEvemu } from '../../src/linux/evemu.js';
import { eventType, key, keyName, msc, syn } from '../../src/linux/inputEventCodes.js';
import { sortPrograms } from '../../src/performance/programs.js';
import { melodicTable } from '../../src/synthesizer/builtin/melodicTable.js';
import { MusicalLog, pairingFaults } from '../support/musicalLog.js';
import { sourcePath } from '../support/sourceTree.js';
import { composeDemo } from './composeDemo.js';

interface Press {
  readonly code: number;
  readonly downUs: number;
  readonly upUs: number;
  /** The keys that were down already. */
  readonly with: ReadonlySet<number>;
}

const text = readFileSync(sourcePath('test/traces/demo.evemu'), 'utf8');
const recording = parseEvemu(text, 'demo.evemu');
const { length, timeUs, type, code, value } = recording.events;
const at = (index: number) => [timeUs[index] ?? -1, type[index], code[index], value[index]] as const;

/** Every press with its release; whatever does not fit together is an assertion that fails. */
function pairUp(): Press[] {
  const found: Press[] = [];
  const down = new Map<number, Omit<Press, 'upUs'>>();
  for (let i = 0; i < length; i++) {
    const [nowUs, eventsType, pressed = 0, state] = at(i);
    if (eventsType !== eventType.key || state === 2) continue;
    const press = down.get(pressed);
    if (state === 1) {
      if (press) t.fail(`${keyName(pressed)} is pressed while it is down at ${nowUs} us`);
      down.set(pressed, { code: pressed, downUs: nowUs, with: new Set(down.keys()) });
    } else if (press) {
      found.push({ ...press, upUs: nowUs });
      down.delete(pressed);
    } else {
      t.fail(`${keyName(pressed)} is released while it is up at ${nowUs} us`);
    }
  }
  t.same([...down.keys()], [], 'nothing is down at the end');
  return found.sort((a, b) => a.downUs - b.downUs);
}

const presses = pairUp();
const commandKeys = new Set<number>([
  key.space,
  key.capsLock,
  key.leftShift,
  key.leftCtrl,
  key.equal,
  key.minus,
  key.pageUp,
  key.pageDown,
]);
const notes = presses.filter((press) => !commandKeys.has(press.code) && !press.with.has(key.capsLock));
const ofKey = (wanted: number) => presses.filter((press) => press.code === wanted);

t.test('the committed file is what composeDemo makes', async (t) => {
  t.ok(text === composeDemo(), 'else: node dist/test/traces/composeDemo.js test/traces/demo.evemu');
});

t.test('it is a Framework 16 keyboard, for 40 to 60 seconds', async (t) => {
  t.equal(recording.name, 'Framework Laptop 16 Keyboard Module - ANSI');
  t.same(recording.identity, { bus: 3, vendor: 0x32ac, product: 0x0012, version: 0x0111 });
  const keyBits = recording.capabilities.get(eventType.key) ?? new Uint8Array();
  for (const press of presses) {
    if (!((keyBits[press.code >> 3] ?? 0) & (1 << (press.code & 7)))) t.fail(`no ${keyName(press.code)}`);
  }
  const durationUs = timeUs[length - 1] ?? 0;
  t.ok(durationUs >= 40e6 && durationUs <= 60e6, `${durationUs} us`);
});

t.test('changes of keys are framed as the kernel frames them', async (t) => {
  const rows = Array.from({ length }, (_, index) => at(index));
  const wrong = rows.filter(([nowUs, eventsType, , state], i) => {
    if (eventsType !== eventType.key) return false;
    const [afterUs, ...after] = at(i + 1);
    if (afterUs !== nowUs) return true;
    if (state === 2) return String(after) !== String([eventType.syn, syn.report, 1]);
    const [beforeUs, beforeType, beforeCode, scanCode = 0] = at(i - 1);
    const scanned = beforeType === eventType.msc && beforeCode === msc.scan && scanCode >> 16 === 7;
    return !scanned || beforeUs !== nowUs || String(after) !== String([eventType.syn, syn.report, 0]);
  });
  t.same(wrong, []);
});

t.test('the last pressed key repeats after 250 ms, every 33 ms, until a key is released', async (t) => {
  let repeats = 0;
  let repeating: number | undefined;
  let lastUs = 0;
  for (let i = 0; i < length; i++) {
    const [nowUs, eventsType, changed, state] = at(i);
    if (eventsType !== eventType.key) continue;
    if (state !== 2) {
      const overdueMs = (nowUs - lastUs) / 1000;
      if (repeating !== undefined && overdueMs > 251)
        t.fail(`no repeat for ${overdueMs} ms before ${nowUs} us`);
      repeating = state === 1 ? changed : undefined;
      lastUs = nowUs;
      repeats = 0;
      continue;
    }
    const intervalMs = (nowUs - lastUs) / 1000;
    const expectedMs = repeats === 0 ? 250 : 33;
    if (changed !== repeating || intervalMs < expectedMs || intervalMs > expectedMs + 1) {
      t.fail(`repeat of ${keyName(changed ?? 0)} at ${nowUs} us after ${intervalMs} ms`);
    }
    repeats++;
    lastUs = nowUs;
  }
  const count = value.filter((state, i) => type[i] === eventType.key && state === 2).length;
  t.ok(count >= 100, `${count} repeats`);
});

t.test('chords and runs', async (t) => {
  const chords = notes.filter(
    (note, i) => (notes[i + 2]?.downUs ?? Number.POSITIVE_INFINITY) - note.downUs <= 15e3,
  );
  t.ok(chords.length >= 30, `${chords.length} times three notes within 15 ms`);

  let run = 0;
  let longest = 0;
  notes.forEach((note, i) => {
    const intervalUs = note.downUs - (notes[i - 1]?.downUs ?? 0);
    run = intervalUs < 200e3 ? run + 1 : 0;
    longest = Math.max(longest, run);
  });
  t.ok(longest >= 12, `${longest} notes in a row, each within 200 ms`);
});

t.test('the pedal, accents and soft notes', async (t) => {
  const during = (modifier: number) => notes.filter((note) => note.with.has(modifier)).length;
  t.ok(ofKey(key.space).length >= 10, 'the pedal is pressed often');
  t.ok(during(key.space) >= 50, 'most notes are sustained');
  t.ok(during(key.leftShift) >= 20, 'there are accents');
  t.ok(during(key.leftCtrl) >= 10, 'there are soft notes');
});

t.test('octaves, programs and transposition, which end where they began', async (t) => {
  t.equal(ofKey(key.equal).length, 2);
  t.equal(ofKey(key.minus).length, 2);
  t.equal(ofKey(key.pageDown).length, 5);
  t.equal(ofKey(key.pageUp).length, 5);
  const transposed = presses.filter((press) => press.with.has(key.capsLock)).map((press) => press.code);
  t.same(transposed, [key.dot, key.dot, key.comma, key.comma]);
  t.equal(ofKey(key.capsLock).length, 2);
  t.same(ofKey(key.esc), []);
});

t.test(
  'it plays keys, strings and the plucked string of the built-in sound font, and ends as it began',
  async (t) => {
    const log = new MusicalLog();
    const programs = sortPrograms(melodicTable.map(({ program }) => ({ bank: 0, program })));
    const settings = engineSettings(createConfiguration({}), { devices: [], soundFont: '', programs });
    const { performer } = replayRecording(recording, settings, [log]);

    let program = 0;
    const notesOn = new Map<number, number>();
    for (const event of log.events) {
      if (event.type === 'program-change') program = event.program;
      if (event.type === 'note-on') notesOn.set(program, (notesOn.get(program) ?? 0) + 1);
    }
    const named = [...notesOn].map(([number, count]) => [
      melodicTable.find((instrument) => instrument.program === number)?.name,
      count >= 50,
    ]);
    t.same(named, [
      ['Keys', true],
      ['Strings', true],
      ['Plucked String', true],
    ]);
    t.equal(program, 0);
    t.same([performer.octave, performer.transpose, performer.outOfRange], [4, 0, 0]);
    t.same(pairingFaults(log.events), []);
    t.equal(log.of('note-on').length, notes.length, 'every stroke of a note key sounds');
  },
);

t.test('ten fingers are enough', async (t) => {
  t.ok(Math.max(...presses.map((press) => press.with.size + 1)) <= 10);
  t.ok(Math.min(...presses.map((press) => press.upUs - press.downUs)) >= 40e3, 'no press is too short');
});

t.test('time between notes makes for every velocity from soft to loud', async (t) => {
  // 10 ms and less is the loudest, 500 ms and more the softest; ten classes of equal width between.
  const classes = new Set(
    notes.slice(1).map((note, i) => {
      const intervalMs = (note.downUs - (notes[i]?.downUs ?? 0)) / 1000;
      return Math.floor(Math.min(Math.max(intervalMs - 10, 0), 489) / 49);
    }),
  );
  t.ok(classes.size >= 7, `intervals of ${classes.size} classes`);
});
