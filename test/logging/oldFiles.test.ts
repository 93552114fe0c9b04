import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { putAsideByDay, putAsideByNumber } from '../../src/logging/oldFiles.js';
import { names } from './logFolder.js';

t.test('by number: each moves on by one, and the last goes', async (t) => {
  const folder = t.testdir({
    'app.log': 'now',
    'app.log.1': 'one',
    'app.log.2': 'two',
    'app.log.3': 'three',
    'app.log.9': 'from before fewer were kept',
    'app.log.gz': 'not ours',
    'app.log.01': 'nor this',
    'other.log.3': 'nor that',
  });
  putAsideByNumber(join(folder, 'app.log'), 3);
  t.same(names(folder), ['app.log.01', 'app.log.1', 'app.log.2', 'app.log.3', 'app.log.gz', 'other.log.3']);
  const contents = [1, 2, 3].map((number) => readFileSync(join(folder, `app.log.${number}`), 'utf8'));
  t.same(contents, ['now', 'one', 'two']);
});

t.test('by number: gaps and a missing file do no harm', async (t) => {
  const folder = t.testdir({ 'app.log.2': 'two' });
  putAsideByNumber(join(folder, 'app.log'), 5);
  t.same(names(folder), ['app.log.3']);
});

t.test('by day: the oldest go, and none is written over', async (t) => {
  const folder = t.testdir({
    'app.log': 'now',
    'app.log.2026-11-18': '18',
    'app.log.2026-11-19': '19',
    'app.log.2026-11-20': '20',
    'app.log.2026-11-20.1': '20 again',
    'app.log.1': 'not of a day',
  });
  putAsideByDay(join(folder, 'app.log'), '2026-11-20', 4);
  t.same(names(folder), [
    'app.log.1',
    'app.log.2026-11-19',
    'app.log.2026-11-20',
    'app.log.2026-11-20.1',
    'app.log.2026-11-20.2',
  ]);
  t.equal(readFileSync(join(folder, 'app.log.2026-11-20.2'), 'utf8'), 'now');
});
