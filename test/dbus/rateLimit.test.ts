import t from 'tap';
import { MessageFrames } from '../../src/dbus/messageFrames.js';
import { RateLimit, TokenBucket } from '../../src/dbus/rateLimit.js';
import { Refusals } from '../../src/dbus/refusals.js';

const limits = { perSecond: 10, burst: 3, clients: 2 };

/** How many of so many calls at one time are let through. */
function admitted(limit: RateLimit, client: string, calls: number, nowMs: number): number {
  return Array.from({ length: calls }, () => limit.admits(client, nowMs)).filter(Boolean).length;
}

t.test('a burst, and then as many as time gives', async (t) => {
  const limit = new RateLimit(limits);
  t.equal(admitted(limit, 'a', 5, 1000), 3);
  t.equal(admitted(limit, 'a', 5, 1099), 0);
  t.equal(admitted(limit, 'a', 5, 1100), 1);
  t.equal(admitted(limit, 'a', 5, 1300), 2);
  t.equal(admitted(limit, 'a', 9, 99_000), 3, 'a rest gives a burst, and no more');
  t.equal(admitted(limit, 'b', 5, 99_000), 3, 'another client has its own');
});

t.test('being refused costs nothing', async (t) => {
  const bucket = new TokenBucket(limits, 0);
  for (let call = 0; call < 1000; call++) bucket.take(0);
  t.equal(bucket.take(99), false);
  t.equal(bucket.take(100), true);
});

t.test('clients that have rested, or have left, are forgotten', async (t) => {
  const limit = new RateLimit(limits);
  t.ok(limit.admits('a', 0));
  t.ok(limit.admits('b', 0));
  t.notOk(limit.admits('c', 50), 'there is no room for a third');
  t.equal(limit.size, 2);
  t.ok(limit.admits('c', 100), 'the others have rested');
  t.equal(limit.size, 1);
  limit.forget('c');
  t.equal(limit.size, 0);
});

t.test('refusals explain themselves some of the time', async (t) => {
  const refusals = new Refusals({ ...limits, clients: 1 });
  const explained = (client: string, nowMs: number): boolean =>
    refusals.next(client, nowMs).to(1, 1).toString().includes('PropertiesChanged');
  const ten = Array.from({ length: 12 }, () => explained(':1.1', 0));
  t.same(ten, [...Array(10).fill(true), false, false]);
  t.equal(explained(':1.1', 100), true);
  t.equal(explained(':1.1', 100), false);
  t.equal(explained(':1.2', 100), true);
  refusals.forget(':1.1');
  t.equal(explained(':1.1', 100), true, 'whoever has left starts anew');
  const [frame] = new MessageFrames(1024).push(refusals.next(':1.1', 0).to(5, 6));
  t.match(frame?.header, { type: 3, serial: 5 });
});
