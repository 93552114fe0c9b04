import t from 'tap';
import { Repetitions } from '../../src/logging/repetitions.js';
import { StillClock } from './logFolder.js';

function held() {
  const clock = new StillClock('2026-11-20T10:00:00Z');
  const told: string[] = [];
  const tell = (record: string, more: number) => told.push(`${record} … ${more} more`);
  return { clock, told, repetitions: new Repetitions<string>(tell, clock) };
}

t.test('five pass, the rest is counted and told of when its time is over', async (t) => {
  const { clock, told, repetitions } = held();
  const passed = Array.from({ length: 46 }, () => repetitions.passes('lost', 'lost'));
  t.equal(passed.filter(Boolean).length, 5);
  t.same(told, []);
  clock.pass(9_999);
  t.same(told, []);
  clock.pass(1);
  t.same(told, ['lost … 41 more'], 'by itself, although nothing else is logged');
  t.equal(repetitions.passes('lost', 'lost'), true, 'then it may pass again');
  clock.pass(60_000);
  t.equal(told.length, 1, 'what was not held back is not told of');
});

t.test('others are not held back, nor do they reset the count', async (t) => {
  const { clock, told, repetitions } = held();
  const passed = { a: 0, b: 0 };
  for (let count = 0; count < 20; count++) {
    if (repetitions.passes('a', 'a')) passed.a++;
    if (count % 5 === 0 && repetitions.passes('b', 'b')) passed.b++;
  }
  t.same(passed, { a: 5, b: 4 });
  clock.pass(10_000);
  t.same(told, ['a … 15 more']);
});

t.test('now and then is not too often', async (t) => {
  const { clock, told, repetitions } = held();
  for (let count = 0; count < 30; count++) {
    t.equal(repetitions.passes('a', 'a'), true);
    clock.pass(2_500);
  }
  t.same(told, []);
});

t.test('a storm goes on: it is told of every ten seconds', async (t) => {
  const { clock, told, repetitions } = held();
  for (let count = 0; count < 300; count++) {
    repetitions.passes('a', 'a');
    clock.pass(100);
  }
  t.same(told, ['a … 95 more', 'a … 95 more', 'a … 95 more']);
});

t.test('flush tells of what is held back', async (t) => {
  const { clock, told, repetitions } = held();
  for (let count = 0; count < 7; count++) repetitions.passes('a', 'a');
  repetitions.flush();
  t.same(told, ['a … 2 more']);
  clock.pass(60_000);
  t.equal(told.length, 1, 'once');
});

t.test('what is remembered is bounded', async (t) => {
  const { told, repetitions } = held();
  for (let count = 0; count < 6; count++) repetitions.passes('first', 'first');
  for (let count = 0; count < 256; count++) repetitions.passes(`${count}`, '');
  t.same(told, ['first … 1 more'], 'the oldest makes room, and its count is told');
});

t.test('a clock that is set back holds nothing back for ever', async (t) => {
  const { clock, told, repetitions } = held();
  for (let count = 0; count < 6; count++) repetitions.passes('a', 'a');
  clock.timeMs = 0;
  t.equal(repetitions.passes('a', 'a'), true);
  t.same(told, ['a … 1 more']);
  repetitions.flush();
});
