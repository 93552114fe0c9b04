import { spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { findDestination } from '../../src/logging/destination.js';

t.test('the journal is what JOURNAL_STREAM names, and nothing else', async (t) => {
  const descriptor = openSync(join(t.testdir({ stream: '' }), 'stream'), 'a');
  t.teardown(() => closeSync(descriptor));
  const { dev, ino } = fstatSync(descriptor);
  const formatWith = (JOURNAL_STREAM: string) => findDestination({ JOURNAL_STREAM }, descriptor).format;
  t.equal(formatWith(`${dev}:${ino}`), 'journal');
  t.equal(formatWith(`${dev}:${ino + 1}`), 'json', 'inherited, but the output goes elsewhere');
  t.equal(formatWith(`${dev + 1}:${ino}`), 'json');
  t.equal(formatWith(''), 'json');
  t.equal(formatWith('8:'), 'json');
  t.equal(findDestination({}, descriptor).format, 'json');
  t.equal(findDestination({ JOURNAL_STREAM: `${dev}:${ino}` }, 999_999).format, 'json', 'no such descriptor');
});

t.test('a terminal, in colours unless they are not wanted', async (t) => {
  const module = new URL('../../src/logging/destination.js', import.meta.url).href;
  const program = join(
    t.testdir({
      'program.mjs': `
        import { findDestination } from ${JSON.stringify(module)};
        console.log(JSON.stringify(findDestination(process.env, 1)));
      `,
    }),
    'program.mjs',
  );
  const inTerminal = (environment: NodeJS.ProcessEnv): unknown => {
    // script(1) gives the program a terminal of its own as standard output.
    const { stdout } = spawnSync('script', ['-qec', `"${process.execPath}" "${program}"`, '/dev/null'], {
      env: { PATH: process.env.PATH, ...environment },
      encoding: 'utf8',
      input: '',
    });
    return JSON.parse(stdout);
  };
  const terminal = { descriptor: 1, format: 'terminal' };
  t.same(inTerminal({ TERM: 'xterm' }), { ...terminal, coloured: true });
  t.same(inTerminal({ TERM: 'xterm', NO_COLOR: '1' }), { ...terminal, coloured: false });
  t.same(inTerminal({ TERM: 'xterm', NO_COLOR: '' }), { ...terminal, coloured: true }, 'empty means unset');
  t.same(inTerminal({ TERM: 'dumb' }), { ...terminal, coloured: false });
});
