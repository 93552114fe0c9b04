import t from 'tap';
import { confirmed, type Terminal } from '../../src/cli/confirm.js';

function terminal(answer: string | undefined): Terminal & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    interactive: answer !== undefined,
    async ask(question) {
      asked.push(question);
      return answer ?? '';
    },
  };
}

t.test('asks in a terminal, and takes only a yes for one', async (t) => {
  for (const [answer, expected] of [
    ['y', true],
    ['Yes ', true],
    ['n', false],
    ['', false],
    ['yesterday', false],
  ] as const) {
    const where = terminal(answer);
    t.equal(await confirmed('Delete it?', false, where), expected, answer);
    t.same(where.asked, ['Delete it? [y/N] ']);
  }
});

t.test('does not ask when it was said before', async (t) => {
  const where = terminal('n');
  t.equal(await confirmed('Delete it?', true, where), true);
  t.same(where.asked, []);
  t.equal(await confirmed('Delete it?', true, terminal(undefined)), true);
});

t.test('refuses where nobody can be asked', async (t) => {
  await t.rejects(confirmed('Delete it?', false, terminal(undefined)), {
    code: 'USAGE',
    message: /Delete it\? There is no terminal to ask in; say --yes/,
  });
});
