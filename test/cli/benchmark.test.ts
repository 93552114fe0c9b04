import t from 'tap';
import { runProgram } from '../support/runProgram.js';

t.test('figures, and what they are not', async (t) => {
  const { status, stdout, stderr } = runProgram(['--benchmark', '--json']);
  t.equal(stderr, '');
  t.equal(status, 0);
  const figures = JSON.parse(stdout) as Record<string, number>;
  for (const name of ['eventsPerSecond', 'eventUs', 'renderedSecondsPerSecond'])
    t.ok(Number.isFinite(figures[name]) && (figures[name] ?? 0) > 0, `${name}: ${figures[name]}`);
  t.match(figures, { soundFont: 'the built-in one' });
  t.match(
    runProgram(['--benchmark']).stdout,
    /^key events .*\nrendering .*\nNeither says how late a note sounds/,
  );
});
