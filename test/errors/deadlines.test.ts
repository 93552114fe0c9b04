import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { type DeadlineName, deadlines, missedDeadline, withinDeadline } from '../../src/errors/deadlines.js';
import { sourcePath } from '../support/sourceTree.js';

t.test('every row says how long, and what to do then', async (t) => {
  for (const [name, { ms, sentence, remedy }] of Object.entries(deadlines)) {
    t.ok(ms >= 100 && ms <= 90_000, name);
    t.match(sentence, /^[A-Z\w].*[^.]$/, name);
    t.ok(remedy.length > 10, name);
    t.match(missedDeadline(name as DeadlineName), { message: `${sentence} within ${ms / 1000} s.` });
  }
});

t.test('what comes in time is handed on, failures too', async (t) => {
  t.equal(await withinDeadline('busCall', Promise.resolve(7)), 7);
  await t.rejects(withinDeadline('busCall', Promise.reject(new Error('no'))), { message: 'no' });
});

t.test('what does not is the error of the table', async (t) => {
  const never = new Promise<void>(() => undefined);
  await t.rejects(withinDeadline('logindConnect', never, 5), {
    code: 'LOGIND_UNAVAILABLE',
    message: 'logind did not answer within 0.005 s.',
    remedy: 'See whether it runs: systemctl status systemd-logind',
  });
});

t.test('every row is what something waits by', async (t) => {
  const root = sourcePath('src');
  const text = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .join('');
  for (const name of Object.keys(deadlines))
    t.match(
      text,
      new RegExp(`deadlines\\.${name}\\b|(within|missed)Deadline\\('${name}'|, '${name}'\\)`),
      name,
    );
});
