import t from 'tap';
import { key } from '../../src/linux/inputEventCodes.js';
import { controller } from '../../src/midi/messages.js';
import { laptopBindings } from '../../src/performance/bindings.js';
import { laptopKeymap } from '../../src/performance/keymap.js';
import { Performer, type PerformerSettings } from '../../src/performance/performer.js';
import { defaultVelocity } from '../../src/performance/velocity/settings.js';
import { MusicalLog } from '../support/musicalLog.js';

const programs = [0, 14, 19].map((program) => ({ bank: 0, program }));

/** A performer, what it plays, and fingers: each stroke is a second after the one before. */
class Player {
  readonly log = new MusicalLog();
  readonly performer: Performer;
  nowUs = 0;

  constructor(settings: Partial<PerformerSettings> = {}) {
    const velocity = { ...defaultVelocity, mode: 'position' } as const;
    this.performer = new Performer(
      { octave: 4, transpose: 0, channel: 0, bank: 0, program: 0, velocity, ...settings },
      programs,
      this.log,
    );
  }

  down(...codes: number[]): this {
    for (const code of codes) this.performer.keyDown(code, this.tick());
    return this;
  }

  up(...codes: number[]): this {
    for (const code of codes) this.performer.keyUp(code, this.tick());
    return this;
  }

  tap(...codes: number[]): this {
    for (const code of codes) this.down(code).up(code);
    return this;
  }

  /** With the command key held. */
  command(...codes: number[]): this {
    return this.down(key.capsLock)
      .tap(...codes)
      .up(key.capsLock);
  }

  /** The notes that began since the last look. */
  begun(): number[] {
    return this.log.take().flatMap((event) => (event.type === 'note-on' ? [event.key] : []));
  }

  /** Begins and ends since the last look, as "+60" and "-60". */
  changes(): string[] {
    return this.log.take().flatMap((event) => {
      if (event.type === 'note-on') return [`+${event.key}`];
      return event.type === 'note-off' ? [`-${event.key}`] : [];
    });
  }

  private tick(): number {
    this.nowUs += 1e6;
    return this.nowUs;
  }
}

t.test('every note key plays 12 × octave and its distance, with the velocity of its row', async (t) => {
  const player = new Player({ channel: 5 });
  for (const { code, semitone, row } of laptopKeymap) {
    player.tap(code);
    const [on, off] = player.log.take();
    const note = 48 + semitone;
    t.match(on, {
      type: 'note-on',
      channel: 5,
      key: note,
      velocity: { z: 40, a: 80, q: 110 }[row],
      source: 'position',
      timeUs: player.nowUs - 1e6,
    });
    t.match(off, { type: 'note-off', channel: 5, key: note, timeUs: player.nowUs });
  }
});

t.test('a key without a meaning is silent', async (t) => {
  const player = new Player().tap(key.f1, key.leftAlt, key.digit1, key.enter);
  t.same(player.log.events, []);
});

t.test('octave keys change what comes next, from 0 to 9', async (t) => {
  const player = new Player();
  t.same(player.tap(key.equal, key.q, key.minus, key.q).begun(), [60, 48]);
  for (let count = 0; count < 12; count++) player.tap(key.equal);
  t.equal(player.performer.octave, 9);
  t.same(player.tap(key.q, key.rightBracket).begun(), [108, 127]);
  for (let count = 0; count < 12; count++) player.tap(key.minus);
  t.equal(player.performer.octave, 0);
  t.same(player.tap(key.q).begun(), [0]);
});

t.test('transposition goes from −24 to 24', async (t) => {
  const player = new Player();
  t.same(player.command(key.dot).tap(key.q).begun(), [49]);
  player.command(...Array<number>(30).fill(key.dot));
  t.equal(player.performer.transpose, 24);
  player.command(...Array<number>(60).fill(key.comma));
  t.equal(player.performer.transpose, -24);
  t.same(player.tap(key.q).begun(), [24]);
});

t.test('what is set from outside is held to the same bounds', async (t) => {
  const { performer } = new Player();
  for (const [wanted, octave] of [
    [-1, 0],
    [10, 9],
    [3, 3],
  ] as const) {
    performer.setOctave(wanted);
    t.equal(performer.octave, octave);
  }
  for (const [wanted, transpose] of [
    [-25, -24],
    [25, 24],
    [7, 7],
  ] as const) {
    performer.setTranspose(wanted);
    t.equal(performer.transpose, transpose);
  }
});

t.test('a release ends the note of its press, whatever changed in between', async (t) => {
  const player = new Player();
  t.same(player.down(key.q).tap(key.equal).up(key.q).changes(), ['+48', '-48']);
  t.same(player.down(key.q).command(key.dot).up(key.q).changes(), ['+60', '-60']);
  t.same(player.down(key.q).tap(key.pageDown).up(key.q).changes(), ['+61', '-61']);
  player.down(key.q);
  player.performer.setOctave(1);
  player.performer.setTranspose(-3);
  t.same(player.up(key.q).changes(), ['+61', '-61']);
});

t.test('notes outside 0 to 127 are counted and not played', async (t) => {
  const player = new Player({ octave: 0 });
  t.same(player.tap(key.a, key.q).begun(), [0], 'A would be −12');
  t.equal(player.performer.outOfRange, 1);
  t.same(new Player({ octave: 9, transpose: 1 }).tap(key.rightBracket, key.leftBracket).begun(), [126]);
});

t.test('while the command key is held, note keys are silent or commands', async (t) => {
  const player = new Player();
  t.same(player.down(key.capsLock).tap(key.q, key.dot).up(key.capsLock).changes(), []);
  t.equal(player.performer.transpose, 1);
  t.same(
    player.down(key.capsLock, key.dot).up(key.capsLock, key.dot).changes(),
    [],
    'released in the other order',
  );
  t.same(
    player.down(key.dot, key.capsLock).up(key.dot, key.capsLock).changes(),
    ['+40', '-40'],
    'pressed before it',
  );
  t.equal(player.performer.transpose, 2);
});

t.test('commands that have keys of their own work with the command key as well', async (t) => {
  t.equal(new Player().command(key.equal).performer.octave, 5);
});

t.test('a slip on a note key under the command key does not count as a note', async (t) => {
  const player = new Player({ velocity: { ...defaultVelocity, mode: 'timing' } });
  player.command(key.q);
  player.down(key.q);
  t.match(player.log.of('note-on'), [{ velocity: 64 }], 'the next note is the first');
});

t.test('the pedal is down while Space is', async (t) => {
  const player = new Player({ channel: 2 }).down(key.space, key.q).up(key.q, key.space);
  t.match(player.log.events, [
    { type: 'control-change', channel: 2, controller: controller.sustain, value: 127 },
    { type: 'note-on' },
    { type: 'note-off' },
    { type: 'control-change', channel: 2, controller: controller.sustain, value: 0 },
  ]);
});

t.test('two pedal keys are one pedal', async (t) => {
  const second = { code: key.rightAlt, command: 'sustain', withCommandKey: false } as const;
  const player = new Player({ bindings: [...laptopBindings, second] });
  player.down(key.space, key.rightAlt).up(key.space, key.rightAlt);
  t.same(
    player.log.of('control-change').map(({ value }) => value),
    [127, 0],
  );
});

t.test('accents last as long as either key is held', async (t) => {
  const player = new Player();
  const velocities = () =>
    player.log.take().flatMap((event) => (event.type === 'note-on' ? [event.velocity] : []));
  player
    .down(key.leftShift, key.rightShift)
    .tap(key.k)
    .up(key.leftShift)
    .tap(key.k)
    .up(key.rightShift)
    .tap(key.k);
  t.same(velocities(), [100, 100, 80]);
  player.down(key.rightCtrl).tap(key.k).down(key.leftShift).tap(key.k).up(key.rightCtrl, key.leftShift);
  t.same(velocities(), [60, 80], 'both at once cancel out');
});

t.test('the program keys step through the programs that there are and stay at the ends', async (t) => {
  const player = new Player({ channel: 3 });
  player.tap(key.pageUp, key.pageDown, key.pageDown, key.pageDown, key.pageUp);
  t.same(
    player.log.events.map((event) =>
      'program' in event ? [event.channel, event.bank, event.program] : event,
    ),
    [
      [3, 0, 14],
      [3, 0, 19],
      [3, 0, 14],
    ],
  );
});

t.test('a program that was selected, or another list, is where the keys go on from', async (t) => {
  const player = new Player();
  player.performer.selectProgram(0, 14, 7);
  player.tap(key.pageDown);
  player.performer.setPrograms([{ bank: 2, program: 90 }]);
  player.tap(key.pageDown);
  t.match(player.log.events, [
    { type: 'program-change', program: 14, timeUs: 7 },
    { program: 19 },
    { bank: 2, program: 90 },
  ]);
});

t.test('panic ends every note, lifts the pedal, and makes later releases mean nothing', async (t) => {
  const player = new Player().down(key.space, key.q, key.a);
  player.log.take();
  player.down(key.esc);
  t.same(
    player.log.take().map((event) => [event.type, 'key' in event ? event.key : undefined]),
    [
      ['note-off', 36],
      ['note-off', 48],
      ['control-change', undefined],
      ['panic', undefined],
    ],
  );
  t.equal(player.performer.heldNotes, 0);
  t.same(player.up(key.q, key.a).changes(), []);
  t.same(player.tap(key.q).changes(), ['+48', '-48']);
});

t.test('Esc held for a second asks for the keyboard to be given back, once', async (t) => {
  const { performer } = new Player();
  t.equal(performer.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  performer.keyDown(key.esc, 5e6);
  t.equal(performer.nextDeadlineUs(), 6e6);
  performer.advance(5_999_999);
  t.notOk(performer.deactivationRequested);
  performer.advance(6e6);
  t.ok(performer.deactivationRequested);
  t.equal(performer.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  performer.deactivationRequested = false;
  performer.advance(9e6);
  t.notOk(performer.deactivationRequested);
});

t.test('Esc released in time asks for nothing', async (t) => {
  const { performer } = new Player();
  performer.keyDown(key.esc, 0);
  performer.keyUp(key.esc, 999_999);
  t.equal(performer.nextDeadlineUs(), Number.POSITIVE_INFINITY);
  performer.advance(2e6);
  t.notOk(performer.deactivationRequested);
});

t.test('keymap and bindings are data', async (t) => {
  const player = new Player({
    keymap: [{ code: key.f1, semitone: 7, row: 'z' }],
    bindings: [{ code: key.f2, command: 'octave-up', withCommandKey: false }],
  });
  t.same(player.tap(key.q, key.equal, key.f1, key.f2, key.f1).begun(), [55, 67]);
});
