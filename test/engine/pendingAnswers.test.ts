import { mock } from 'node:test';
import t from 'tap';
import type { ActivationReport, Notification } from '../../src/engine/messages.js';
import { CommandAnswers, PendingAnswers } from '../../src/engine/pendingAnswers.js';
import { SynthError } from '../../src/errors/errors.js';

t.beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
t.afterEach(() => mock.timers.reset());

const late = (): SynthError => new SynthError('ENGINE_NOT_RESPONDING', 'late', 'none');
const report: ActivationReport = {
  driver: 'jack',
  devices: [],
  scheduling: { policy: 'other', priority: 0, how: 'of a test' },
  activatedInMs: 1,
};

t.test('answers go to the commands in their order', async (t) => {
  const answers = new PendingAnswers<string>();
  const first = answers.expect(1000, late);
  const second = answers.expect(1000, late);
  const third = answers.expect(1000, late);
  t.equal(answers.answer('a'), true);
  answers.fail(new SynthError('AUDIO_UNAVAILABLE', 'b', 'none'));
  t.equal(answers.answer('c'), true);
  t.equal(await first, 'a');
  await t.rejects(second, { code: 'AUDIO_UNAVAILABLE' });
  t.equal(await third, 'c');
  t.equal(answers.answer('d'), false, 'nobody asked');
});

t.test('one that is late does not take the answer of the next', async (t) => {
  const answers = new PendingAnswers<string>();
  const first = answers.expect(1000, late);
  const second = answers.expect(5000, late);
  mock.timers.tick(1000);
  await t.rejects(first, { code: 'ENGINE_NOT_RESPONDING' });
  t.equal(answers.answer('for the first'), false);
  t.equal(answers.answer('for the second'), true);
  t.equal(await second, 'for the second');
});

t.test('how long the oldest has been waiting', async (t) => {
  let nowMs = 100;
  const answers = new PendingAnswers<string>(() => nowMs);
  t.same([answers.waitedMs, answers.empty], [0, true]);
  void answers.expect(60_000, late);
  nowMs = 350;
  void answers.expect(60_000, late);
  nowMs = 400;
  t.same([answers.waitedMs, answers.empty], [300, false]);
  answers.answer('');
  t.equal(answers.waitedMs, 50);
});

t.test('the thread is gone: all have failed', async (t) => {
  const answers = new CommandAnswers();
  const turned = answers.turned.expect(1000, late);
  const loaded = answers.loaded.expect(1000, late);
  answers.failAll(new SynthError('ENGINE_CRASHED', 'gone', 'none').toFault());
  await t.rejects(turned, { code: 'ENGINE_CRASHED' });
  await t.rejects(loaded, { code: 'ENGINE_CRASHED' });
  mock.timers.tick(1000);
});

t.test('which notification answers what', async (t) => {
  const answers = new CommandAnswers();
  const { turned, loaded } = answers;
  const fault = new SynthError('SOUNDFONT_INVALID', 'bad', 'none').toFault();
  const on = turned.expect(1000, late);
  const refused = turned.expect(1000, late);
  const off = turned.expect(1000, late);
  const font = loaded.expect(1000, late);
  const bad = loaded.expect(1000, late);
  const told: Notification[] = [
    { type: 'soundfont-loaded', soundFont: 'a' },
    { type: 'activated', report },
    { type: 'deactivation-requested' },
    { type: 'activation-failed', fault },
    { type: 'soundfont-failed', soundFont: 'b', fault },
    { type: 'deactivated' },
  ];
  t.same(
    told.map((notification) => answers.take(notification)),
    told.map(() => true),
  );
  t.equal(await on, report);
  await t.rejects(refused, { code: 'SOUNDFONT_INVALID' });
  t.equal(await off, undefined);
  t.equal(await font, undefined);
  await t.rejects(bad, { code: 'SOUNDFONT_INVALID' });
});

t.test('an activation that comes when it has been given up', async (t) => {
  const answers = new CommandAnswers();
  const given = answers.turned.expect(1000, late);
  mock.timers.tick(1000);
  await t.rejects(given, { code: 'ENGINE_NOT_RESPONDING' });
  const next = answers.turned.expect(1000, late);
  t.equal(answers.take({ type: 'activated', report }), true, 'somebody decides after it');
  t.equal(answers.take({ type: 'deactivated' }), true);
  t.equal(await next, undefined);
  t.equal(answers.take({ type: 'activated', report }), false, 'nobody does');
});
