import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import {
  ActivationRecord,
  reactivationLimit,
  reactivationWindowMs,
} from '../../src/daemon/activationRecord.js';

function place(t: Test): string {
  return join(t.testdir(), 'state', 'activation.json');
}

/** A process of its own: nothing of the one before is known but the file. */
function start(file: string, at = 0, boot = 'boot') {
  const record = new ActivationRecord(file, boot, () => at);
  return { record, recollection: record.recollect() };
}

t.test('without a record it stays as it is', async (t) => {
  t.same(start(place(t)).recollection, { advice: 'stay' });
});

t.test('one that died while active becomes active again, as it was', async (t) => {
  const file = place(t);
  start(file).record.noteActive({ Octave: 5 });
  t.same(start(file, 1000).recollection, { advice: 'activate', state: { Octave: 5 } });
});

t.test('one that ended as it should does not', async (t) => {
  const file = place(t);
  const { record } = start(file);
  record.noteActive({});
  record.noteInactive();
  t.same(start(file, 1000).recollection, { advice: 'stay' });
});

t.test('nor does one of before the machine was started anew', async (t) => {
  const file = place(t);
  start(file).record.noteActive({});
  t.same(start(file, 1000, 'another boot').recollection, { advice: 'stay' });
});

t.test('a few times, and no more until some time has passed', async (t) => {
  const file = place(t);
  start(file).record.noteActive({});
  for (let time = 1; time <= reactivationLimit; time++) {
    const { record, recollection } = start(file, time);
    t.equal(recollection.advice, 'activate', `death ${time}`);
    record.noteActive({});
  }
  const { record, recollection } = start(file, reactivationLimit + 1);
  t.same(recollection, { advice: 'give-up' });
  record.noteInactive();
  t.same(start(file, reactivationLimit + 2).recollection, { advice: 'stay' }, 'it has been turned off');
  start(file, reactivationLimit + 3).record.noteActive({});
  t.equal(start(file, reactivationLimit + 4).recollection.advice, 'give-up', 'it is remembered all the same');
  t.equal(start(file, reactivationWindowMs + 4).recollection.advice, 'activate', 'five minutes later');
});

t.test('what nobody has written counts as nothing', async (t) => {
  const file = place(t);
  start(file).record.noteActive({});
  for (const text of ['', 'null', '[]', '{"boot":"boot","active":true}', '{"boot":"boot"', '"x"']) {
    writeFileSync(file, text);
    t.same(start(file).recollection, { advice: 'stay' }, JSON.stringify(text));
  }
});

t.test('what has not changed is not written again', async (t) => {
  const file = place(t);
  const { record } = start(file);
  record.noteActive({ Octave: 5 });
  writeFileSync(file, 'untouched');
  record.noteActive({ Octave: 5 });
  t.equal(readFileSync(file, 'utf8'), 'untouched');
  record.noteActive({ Octave: 6 });
  t.match(JSON.parse(readFileSync(file, 'utf8')), { active: true, state: { Octave: 6 } });
});
