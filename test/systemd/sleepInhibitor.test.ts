import { fstatSync, openSync } from 'node:fs';
import t from 'tap';
import { DescriptorCallError, type MethodCall } from '../../src/linux/descriptorCall.js';
import { SleepInhibitor } from '../../src/systemd/sleepInhibitor.js';

/** A logind that gives out descriptors of /dev/null after so many looks. */
class Fake {
  readonly calls: MethodCall[] = [];
  readonly given: number[] = [];
  closed = 0;
  looks = 0;
  answerAfter = 2;
  refusal: Error | undefined;

  readonly begin = async (call: MethodCall) => {
    this.calls.push(call);
    this.looks = 0;
    return { step: () => this.step(), close: () => void this.closed++ };
  };

  private step(): number | undefined {
    if (this.refusal !== undefined) throw this.refusal;
    if (++this.looks < this.answerAfter) return undefined;
    const fd = openSync('/dev/null', 'r');
    this.given.push(fd);
    return fd;
  }
}

function isOpen(fd: number | undefined): boolean {
  try {
    return fd !== undefined && fstatSync(fd).isCharacterDevice();
  } catch {
    return false;
  }
}

t.test('taken and given back', async (t) => {
  const fake = new Fake();
  const inhibitor = new SleepInhibitor(fake.begin);
  inhibitor.release();
  await inhibitor.take();
  t.ok(inhibitor.held);
  t.ok(isOpen(fake.given[0]));
  t.match(fake.calls, [{ member: 'Inhibit', strings: ['sleep', 'fw16-synth', String, 'delay'] }]);
  t.equal(fake.closed, 1, 'the connection is not kept');
  await inhibitor.take();
  t.equal(fake.calls.length, 1, 'it is held already');
  inhibitor.release();
  inhibitor.release();
  t.notOk(inhibitor.held);
  t.notOk(isOpen(fake.given[0]));
  await inhibitor.take();
  t.ok(inhibitor.held, 'and again');
  inhibitor.release();
});

t.test('refused', async (t) => {
  const fake = new Fake();
  fake.refusal = new Error('the call failed (errno 5)');
  const inhibitor = new SleepInhibitor(fake.begin);
  await t.rejects(inhibitor.take(), {
    code: 'LOGIND_UNAVAILABLE',
    message: 'Sleep cannot be delayed until the notes have ended: the call failed (errno 5).',
    remedy: /systemd-inhibit --list/,
  });
  t.notOk(inhibitor.held);
  t.equal(fake.closed, 1);
  fake.refusal = new DescriptorCallError('the call', 13);
  await t.rejects(inhibitor.take(), { code: 'LOGIND_UNAVAILABLE', remedy: /^Install polkit/ });
});

t.test('given back before it came', async (t) => {
  const fake = new Fake();
  fake.answerAfter = 3;
  const inhibitor = new SleepInhibitor(fake.begin);
  const taking = inhibitor.take();
  inhibitor.release();
  await taking;
  t.notOk(inhibitor.held);
  t.notOk(fake.given.some(isOpen), 'nothing stays open');
  t.equal(fake.closed, 1);
});

t.test('taken twice at once', async (t) => {
  const fake = new Fake();
  const inhibitor = new SleepInhibitor(fake.begin);
  await Promise.all([inhibitor.take(), inhibitor.take()]);
  t.ok(inhibitor.held);
  t.equal(fake.given.filter(isOpen).length, 1, 'one lock, not two');
  inhibitor.release();
  t.notOk(fake.given.some(isOpen));
});
