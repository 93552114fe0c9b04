import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import { exitStatuses } from '../../src/cli/commandRow.js';
import { commandRows } from '../../src/cli/commandTable.js';
import { flagTable } from '../../src/cli/flagTable.js';
import { manPage } from '../../src/cli/manPage.js';
import { sourcePath } from '../support/sourceTree.js';

/** The page as a person reads it, where there is a program that shows it. */
function shown(t: Test): string | undefined {
  const { error, status, stdout, stderr } = spawnSync('groff', ['-man', '-Tascii', '-ww', '-P-cbou'], {
    input: manPage().replace('.TH', '.ll 200n\n.TH'),
    encoding: 'utf8',
    timeout: 20_000,
  });
  if (error !== undefined) return undefined;
  t.equal(status, 0);
  t.equal(stderr, '', 'no warning');
  return stdout;
}

t.test('everything is in the page', async (t) => {
  const page = manPage();
  const plain = page.replaceAll('\\-', '-').replaceAll('\\fB', '').replaceAll('\\fP', '');
  for (const { name, asFlag } of commandRows) t.ok(plain.includes(asFlag ? `--${name}` : name), name);
  for (const flag of Object.keys(flagTable)) t.ok(plain.includes(`--${flag}`), flag);
  for (const status of Object.keys(exitStatuses)) t.ok(plain.includes(`\n.B ${status}\n`), status);
});

t.test('the macros are those of man(7), and hyphens can be copied', async (t) => {
  const page = manPage();
  t.match(page, /^\.TH FW16-SYNTH 1 /);
  const sections = [...page.matchAll(/^\.SH (.*)$/gm)].map(([, title]) => title);
  t.same(sections.slice(0, 4), ['NAME', 'SYNOPSIS', 'DESCRIPTION', 'COMMANDS']);
  t.match(page, /\.SH NAME\nfw16\\-synth \\- [a-z]/, 'what whatis(1) reads');
  for (const line of page.trimEnd().split('\n')) {
    t.not(line.trim(), '', 'an empty line would be a gap');
    if (/^[.']/.test(line)) t.match(line, /^\.(TH|SH|TP|PP|B|I|BR|RI|IR)( |$)/);
    else t.notMatch(line, /[^\\]-/, line);
  }
});

t.test('a reader of manual pages takes it without a warning', async (t) => {
  const text = shown(t);
  if (text === undefined) return;
  t.match(text, /^ {7}replay RECORDING$/m);
  t.match(text, /^ {7}-y, --yes$/m);
  t.match(text, /^ {7}78 +The configuration is not valid\.$/m);
  t.notMatch(text, /\\f|\\-/);
});

t.test('share/man/man1/fw16-synth.1 is up to date', async (t) => {
  const file = 'share/man/man1/fw16-synth.1';
  t.equal(
    readFileSync(sourcePath(file), 'utf8'),
    manPage(),
    `make it anew: node dist/src/cli/main.js man > ${file}`,
  );
});
