import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { sourcePath } from '../support/sourceTree.js';
import { parseTrace, playTrace } from './trace.js';

const folder = sourcePath('test/traces');
const files = readdirSync(folder).filter((name) => name.endsWith('.trace'));

t.ok(files.length >= 20, `${files.length} traces`);

for (const file of files) {
  t.test(file, async (t) => {
    const trace = parseTrace(readFileSync(join(folder, file), 'utf8'));
    t.ok(trace.input.length > 0 && trace.expected.length > 0, 'something comes in and something goes out');
    t.equal(playTrace(trace).join('\n'), trace.expected.join('\n'));
    t.same(playTrace(trace), playTrace(trace), 'the same every time');
  });
}

t.test('a trace that is not understood is refused by its line', async (t) => {
  t.throws(() => parseTrace('set a b\n'), { message: /three parts/ });
  const refused: readonly (readonly [text: string, message: RegExp])[] = [
    ['sat a 1\n\n1ms q down\n\n', /line 1: no "set KEY VALUE"/],
    ['set input.nonsense 1\n\n1ms q down\n\n', /input\.nonsense/],
    ['# comment\n\n1 q down\n\n', /line 3: "1" is no time in ms/],
    ['# comment\n\n1ms qq down\n\n', /line 3: there is no key "qq"/],
    ['# comment\n\n1ms q pressed\n\n', /line 3: "pressed" is not up, down or repeat/],
  ];
  for (const [text, message] of refused) t.throws(() => playTrace(parseTrace(text)), { message }, text);
});
