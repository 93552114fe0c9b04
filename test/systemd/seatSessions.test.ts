import t from 'tap';
import { SeatSessions, type SessionState } from '../../src/systemd/seatSessions.js';

const front: SessionState = { active: true, lockedHint: false };
const back: SessionState = { active: false, lockedHint: false };
const lockedFront: SessionState = { active: true, lockedHint: true };
const lockedBack: SessionState = { active: false, lockedHint: true };

function of(states: Readonly<Record<string, SessionState>>, othersInFront = false): SeatSessions {
  const sessions = new SeatSessions();
  sessions.replace(new Map(Object.entries(states)), othersInFront);
  return sessions;
}

t.test('in front', async (t) => {
  t.ok(new SeatSessions().foreground, 'nothing is known');
  t.ok(of({}).foreground, 'nobody is logged in');
  t.notOk(of({}, true).foreground, 'somebody else is');
  t.ok(of({ a: front }).foreground);
  t.notOk(of({ a: back }).foreground);
  t.ok(of({ a: back, b: front }).foreground, 'one of two');
});

t.test('locked', async (t) => {
  t.notOk(new SeatSessions().locked);
  t.notOk(of({ a: front }).locked);
  t.ok(of({ a: lockedFront }).locked);
  t.notOk(of({ a: lockedBack, b: front }).locked, 'what is in front counts');
  t.ok(of({ a: back, b: lockedFront }).locked);
});

t.test('changes', async (t) => {
  const sessions = of({ a: front });
  sessions.change('a', { lockedHint: true });
  t.ok(sessions.locked);
  sessions.change('a', { active: false });
  t.same([sessions.locked, sessions.foreground], [false, false]);
  sessions.change('elsewhere', { active: true });
  t.notOk(sessions.foreground, 'a session of somebody else');
  sessions.change('a', { active: true });
  t.ok(sessions.locked, 'back in front, and still locked');
  sessions.request('a', false);
  t.ok(sessions.locked, 'a request is not an answer');
  sessions.forget();
  t.same([sessions.locked, sessions.foreground], [false, true]);
});

t.test('a request to lock', async (t) => {
  let nowMs = 0;
  const sessions = new SeatSessions(() => nowMs);
  sessions.replace(new Map([['a', front]]), false);
  sessions.request('a', true);
  t.ok(sessions.locked, 'at once');
  sessions.request('a', false);
  t.notOk(sessions.locked);
  sessions.request('a', true);
  sessions.replace(new Map([['a', front]]), false);
  t.ok(sessions.locked, 'a reading that does not know of it changes nothing');
  sessions.change('a', { lockedHint: true });
  nowMs = 60_000;
  t.ok(sessions.locked, 'as long as the locker says so');
  sessions.change('a', { lockedHint: false });
  t.notOk(sessions.locked);
});

t.test('a locker that never says anything locks nobody out for ever', async (t) => {
  let nowMs = 0;
  const sessions = new SeatSessions(() => nowMs);
  sessions.replace(new Map([['a', front]]), false);
  sessions.request('a', true);
  nowMs = 9_999;
  t.ok(sessions.locked);
  nowMs = 10_000;
  t.notOk(sessions.locked);
});
