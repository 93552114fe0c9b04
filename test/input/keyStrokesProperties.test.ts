/**
 * What holds for any records whatever over several nodes: garbage, lost events, nodes that go. A key goes down and up in
 * turns, time does not run backwards, and in the end what is held is what some node has down.
 */
import * as fc from 'fast-check';
import t from 'tap';
import { InputClock, InputStatistics, KeyboardDecoder } from '../../src/input/keyboardDecoder.js';
import { KeyStrokes } from '../../src/input/keyStrokes.js';
import { eventType, key, syn } from '../../src/linux/inputEventCodes.js';
import { bitmapOf } from '../support/deviceEvents.js';
import { StrokeLog } from '../support/strokeLog.js';

const nodeCount = 3;

/** What can happen to a keyboard. Times are steps from the step before, in microseconds, and may go back. */
type Step =
  | { readonly kind: 'event'; node: number; type: number; code: number; value: number; stepUs: number }
  | { readonly kind: 'resync'; node: number; held: readonly number[] | null; stepUs: number }
  | { readonly kind: 'gone'; node: number; stepUs: number }
  | { readonly kind: 'wait'; stepUs: number }
  | { readonly kind: 'window'; windowUs: number };

const node = fc.nat({ max: nodeCount - 1 });
/** Few keys, so that they meet. */
const code = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(key.q, key.w, key.e) }, fc.nat({ max: 0x2ff }));
const stepUs = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
  fc.integer({ min: -50_000, max: 500_000 }),
);

const keyEvent = fc.record({
  kind: fc.constant('event' as const),
  node,
  type: fc.constant(eventType.key),
  code,
  value: fc.constantFrom(0, 1, 1, 0, 2),
  stepUs,
});
const report = keyEvent.map((event) => ({ ...event, type: eventType.syn, code: syn.report, value: 0 }));
const dropped = keyEvent.map((event) => ({ ...event, type: eventType.syn, code: syn.dropped, value: 0 }));
const garbage = fc.record({
  kind: fc.constant('event' as const),
  node,
  type: fc.oneof(fc.nat({ max: 0xffff }), fc.constantFrom(0, 1)),
  code: fc.nat({ max: 0xffff }),
  value: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  stepUs,
});
const resync = fc.record({
  kind: fc.constant('resync' as const),
  node,
  held: fc.oneof(fc.constant(null), fc.array(code, { maxLength: 5 })),
  stepUs,
});
const gone = fc.record({ kind: fc.constant('gone' as const), node, stepUs });
const wait = fc.record({ kind: fc.constant('wait' as const), stepUs });
const window = fc.record({ kind: fc.constant('window' as const), windowUs: fc.nat({ max: 60_000 }) });

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: keyEvent },
    { weight: 4, arbitrary: report },
    { weight: 1, arbitrary: dropped },
    { weight: 2, arbitrary: garbage },
    { weight: 1, arbitrary: resync },
    { weight: 1, arbitrary: gone },
    { weight: 3, arbitrary: wait },
    { weight: 1, arbitrary: window },
  ),
  { maxLength: 120, size: 'max' },
);
const windows = fc.constantFrom(0, 1, 15_000, 30_000);

/** The decoders of a keyboard of several nodes, driven as the play path drives them. */
class Keyboard {
  readonly log = new StrokeLog();
  readonly strokes: KeyStrokes;
  readonly statistics = new InputStatistics();
  private readonly clock = new InputClock();
  private readonly nodes: readonly KeyboardDecoder[];
  private timeUs = 1e9;

  constructor(windowUs: number) {
    this.strokes = new KeyStrokes(windowUs, this.log);
    this.nodes = Array.from(
      { length: nodeCount },
      () => new KeyboardDecoder(this.strokes, this.statistics, this.clock),
    );
  }

  do(step: Step): void {
    if (step.kind === 'window') {
      this.strokes.setChatterWindow(step.windowUs);
      return;
    }
    this.timeUs += step.stepUs;
    if (step.kind === 'wait') this.strokes.advance(this.clock.next(this.timeUs));
    else if (step.kind === 'gone') this.nodes[step.node]?.releaseAll(this.timeUs);
    else if (step.kind === 'resync') {
      const held = step.held === null ? null : bitmapOf(step.held);
      this.nodes[step.node]?.resync(held, this.timeUs);
    } else this.nodes[step.node]?.event(step.type, step.code, step.value, this.timeUs);
  }

  /** Lets happen what waits. */
  settle(): void {
    for (let due = this.strokes.nextDeadlineUs(); due < Infinity; due = this.strokes.nextDeadlineUs()) {
      this.strokes.advance(due);
    }
  }

  releaseAll(): void {
    for (const decoder of this.nodes) decoder.releaseAll(this.timeUs);
    this.settle();
  }
}

/** What each node has down, by the rules of the input protocol alone. */
class Model {
  readonly down = Array.from({ length: nodeCount }, () => new Set<number>());
  private readonly skipping = Array.from({ length: nodeCount }, () => false);

  do(step: Step): void {
    if (step.kind === 'wait' || step.kind === 'window') return;
    const keys = this.down[step.node] ?? new Set();
    if (step.kind !== 'event') {
      this.skipping[step.node] = false;
      keys.clear();
      if (step.kind === 'resync') for (const held of step.held ?? []) keys.add(held);
    } else if (step.type === eventType.syn && step.code === syn.dropped) {
      this.skipping[step.node] = true;
      keys.clear();
    } else if (step.type === eventType.syn && step.code === syn.report) this.skipping[step.node] = false;
    else if (step.type === eventType.key && step.code <= key.max && !this.skipping[step.node]) {
      if (step.value === 1) keys.add(step.code);
      if (step.value === 0) keys.delete(step.code);
    }
  }

  held(): number[] {
    return [...new Set(this.down.flatMap((keys) => [...keys]))].sort((a, b) => a - b);
  }
}

function sorted(keys: ReadonlySet<number>): number[] {
  return [...keys].sort((a, b) => a - b);
}

t.test('every down has its up, time does not run backwards, and nothing stays held', async (t) => {
  let strokes = 0;
  fc.assert(
    fc.property(windows, steps, (windowUs, all) => {
      const keyboard = new Keyboard(windowUs);
      for (const step of all) keyboard.do(step);
      keyboard.releaseAll();
      strokes += keyboard.log.strokes.length;
      if (keyboard.log.faults.length > 0) throw new Error(keyboard.log.faults.join('; '));
      if (keyboard.log.held.size > 0) throw new Error(`${sorted(keyboard.log.held)} stay held`);
      if (keyboard.statistics.events !== all.filter((step) => step.kind === 'event').length) {
        throw new Error('an event was not counted');
      }
    }),
    { numRuns: 2000 },
  );
  t.ok(strokes > 10_000, 'and there were strokes to look at');
});

t.test('what is held in the end is what the nodes have down, whatever chattered', async (t) => {
  let held = 0;
  fc.assert(
    fc.property(windows, steps, (windowUs, all) => {
      const keyboard = new Keyboard(windowUs);
      const model = new Model();
      for (const step of all) {
        keyboard.do(step);
        model.do(step);
      }
      keyboard.settle();
      held += keyboard.log.held.size;
      const expected = String(model.held());
      const found = String(sorted(keyboard.log.held));
      if (found !== expected) throw new Error(`[${found}] is held, and [${expected}] is down`);
    }),
    { numRuns: 2000 },
  );
  t.ok(held > 1000, 'and keys were held');
});

t.test('without a chatter window it holds after every step', async (t) => {
  let seen = 0;
  fc.assert(
    fc.property(steps, (all) => {
      const keyboard = new Keyboard(0);
      const model = new Model();
      for (const step of all) {
        if (step.kind === 'window') continue;
        keyboard.do(step);
        model.do(step);
        seen++;
        if (String(sorted(keyboard.log.held)) !== String(model.held())) throw new Error(step.kind);
      }
    }),
    { numRuns: 500 },
  );
  t.ok(seen > 1000);
});

t.test(
  'a press as long as the window is a stroke of its own, or goes on with a late one before it',
  async (t) => {
    let pressed = 0;
    let continued = 0;
    const presses = fc.array(
      fc.record({ pauseUs: fc.nat({ max: 60_000 }), lengthUs: fc.integer({ min: 15_000, max: 60_000 }) }),
      { minLength: 1, maxLength: 30 },
    );
    fc.assert(
      fc.property(presses, (all) => {
        const log = new StrokeLog();
        const strokes = new KeyStrokes(15_000, log);
        const node = strokes.addNode();
        let timeUs = 1e6;
        let merged = 0;
        for (const { pauseUs, lengthUs } of all) {
          timeUs += pauseUs;
          // The press before was passed on late, and so its release waits.
          if (strokes.nextDeadlineUs() > timeUs && log.held.has(key.q)) merged++;
          strokes.change(node, key.q, true, timeUs);
          timeUs += lengthUs;
          strokes.change(node, key.q, false, timeUs);
        }
        strokes.advance(timeUs + 1e6);
        const downs = log.strokes.filter((stroke) => stroke.includes('down')).length;
        pressed += all.length;
        continued += merged;
        if (downs + merged !== all.length) throw new Error(`${downs} of ${all.length}, ${merged} merged`);
        if (strokes.chatter !== merged) throw new Error(`${strokes.chatter} bounces, ${merged} merged`);
      }),
      { numRuns: 500 },
    );
    t.ok(pressed > 1000 && continued > 0 && continued < pressed / 2, `${continued} of ${pressed} go on`);
  },
);
