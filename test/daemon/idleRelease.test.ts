import { mock } from 'node:test';
import t from 'tap';
import { IdleRelease } from '../../src/daemon/idleRelease.js';

t.test('memory is released once, after it has been inactive for a while', (t) => {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  let releases = 0;
  const idle = new IdleRelease(() => releases++, 1000);
  mock.timers.tick(5000);
  t.equal(releases, 0, 'not before it has become inactive');
  idle.inactive();
  mock.timers.tick(999);
  t.equal(releases, 0);
  mock.timers.tick(1);
  t.equal(releases, 1);
  mock.timers.tick(100_000);
  t.equal(releases, 1, 'once');

  idle.inactive();
  mock.timers.tick(500);
  idle.active();
  mock.timers.tick(5000);
  t.equal(releases, 1, 'not while it is active');

  idle.inactive();
  mock.timers.tick(500);
  idle.inactive();
  mock.timers.tick(600);
  t.equal(releases, 1, 'counted from the last time');
  mock.timers.tick(400);
  t.equal(releases, 2);
  t.end();
});
