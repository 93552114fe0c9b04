import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { Trash } from '../../src/presets/trash.js';

t.test('the newest comes back first, though the clock stands or goes back', async (t) => {
  let now = Date.parse('2026-11-20T10:00:00Z');
  const trash = new Trash(t.testdir(), () => now);
  trash.keep('A', 'replaced', 'one');
  trash.keep('A', 'replaced', 'two');
  now -= 3_600_000;
  trash.keep('a', 'deleted', 'three');
  const back: string[] = [];
  for (let entry = trash.latest('A'); entry !== undefined; entry = trash.latest('A')) {
    back.push(trash.text(entry));
    trash.drop(entry);
  }
  t.same(back, ['three', 'two', 'one']);
});

t.test('of one preset only; and what was undone does not come back', async (t) => {
  const trash = new Trash(t.testdir());
  trash.keep('My.organ', 'deleted', 'organ');
  trash.keep('Bass', 'deleted', 'bass');
  trash.keep('Bass', 'undone', 'not this');
  t.match(trash.latest(), { name: 'Bass', reason: 'deleted' });
  t.match(trash.latest('my.ORGAN'), { name: 'My.organ' });
  t.equal(trash.latest('organ'), undefined);
  t.equal(trash.entries().length, 3);
});

t.test('a hundred are kept', async (t) => {
  const folder = t.testdir({ 'not ours': '' });
  const trash = new Trash(folder, () => 0);
  for (let count = 0; count < 105; count++) trash.keep('A', 'replaced', `${count}`);
  t.equal(trash.entries().length, 100);
  const [newest] = trash.entries();
  t.equal(newest === undefined ? '' : trash.text(newest), '104');
  t.ok(readdirSync(folder).includes('not ours'));
});

t.test('one that cannot keep says so', async (t) => {
  const root = t.testdir({ file: '' });
  const trash = new Trash(join(root, 'file', 'trash'));
  t.same(trash.entries(), []);
  t.throws(() => trash.keep('A', 'deleted', ''), { code: 'OUTPUT_UNWRITABLE', remedy: /ls -ld/ });
});
