/** The completions: those of bash in a real bash, those of the other shells as far as they can be checked here. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { flagRows, wordRows } from '../../../src/cli/commandTable.js';
import { completions } from '../../../src/cli/completions/completions.js';
import { flagTable } from '../../../src/cli/flagTable.js';
import { sourcePath } from '../../support/sourceTree.js';

/** What bash offers after these words; the last is the one that is completed. */
function offered(t: Test, words: readonly string[], folder = t.testdir()): string[] {
  const script = join(folder, 'try.bash');
  const quoted = words.map((word) => `'${word}'`).join(' ');
  writeFileSync(
    script,
    `${completions('bash')}
COMP_WORDS=(${quoted})
COMP_CWORD=${words.length - 1}
_fw16_synth
printf '%s\\n' "\${COMPREPLY[@]}"
`,
  );
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '--noprofile', script], {
    encoding: 'utf8',
    cwd: folder,
    timeout: 20_000,
  });
  t.equal(status, 0, stderr);
  t.equal(stderr, '');
  return stdout.split('\n').filter(Boolean);
}

t.test('bash: the first word', async (t) => {
  const all = offered(t, ['fw16-synth', '']);
  for (const { name } of wordRows) t.ok(all.includes(name.split(' ')[0] ?? ''), name);
  for (const { name } of flagRows) t.ok(all.includes(`--${name}`), name);
  t.ok(all.includes('--octave'), 'playing in the foreground has flags too');
  t.notOk(all.includes('--json'), 'and no others');
  t.equal(new Set(all).size, all.length, 'each once');
  t.same(offered(t, ['fw16-synth', 'de']), ['demo', 'deactivate', 'devices']);
});

t.test('bash: what a command takes', async (t) => {
  t.same(offered(t, ['fw16-synth', 'preset', 'l']), ['list', 'load']);
  t.same(offered(t, ['fw16-synth', 'preset', 'delete', '--']), ['--yes', '--help', '--version']);
  t.same(offered(t, ['fw16-synth', 'completions', 'b']), ['bash']);
  t.same(offered(t, ['fw16-synth', 'config', 'ro']), ['rollback']);
  t.same(offered(t, ['fw16-synth', 'config', '--j']), ['--json'], 'a group may be a command as well');
  t.same(offered(t, ['fw16-synth', 'status', '--oct']), []);
  t.same(offered(t, ['fw16-synth', 'nonsense', '']), []);
});

t.test('bash: values of flags', async (t) => {
  t.same(offered(t, ['fw16-synth', '--driver', 'p']), ['pipewire', 'pulseaudio', 'portaudio']);
  t.same(offered(t, ['fw16-synth', 'demo', '--driver', '=', 'ja']), ['jack']);
  t.same(offered(t, ['fw16-synth', '--velocity-source', '=']), [...flagTable['velocity-source'].completes]);
  t.same(offered(t, ['fw16-synth', '--octave', '']), []);
  t.same(
    offered(t, ['fw16-synth', '--driver', 'jack', 'stat']),
    ['status'],
    'the value of a flag is no command',
  );
  t.same(offered(t, ['fw16-synth', '--driver', '=', 'jack', 'stat']), ['status']);
});

t.test('bash: files, even with spaces in their names', async (t) => {
  const folder = t.testdir({ 'a song.evemu': '', 'b.sf2': '' });
  t.same(offered(t, ['fw16-synth', 'replay', 'a'], folder), ['a song.evemu']);
  t.same(offered(t, ['fw16-synth', '--soundfont', 'b'], folder), ['b.sf2']);
  t.ok(offered(t, ['fw16-synth', 'soundfont', ''], folder).includes('info'), 'words beside files');
});

/** Shells that check what they do not run; nothing where they are not installed. */
function syntaxFault(shell: string, text: string): string | undefined {
  const { error, status, stderr } = spawnSync(shell, ['-n'], {
    input: text,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return error !== undefined || status === 0 ? undefined : stderr;
}

for (const shell of ['bash', 'zsh', 'fish']) {
  t.test(`${shell}: everything is in it`, async (t) => {
    const text = completions(shell);
    t.equal(syntaxFault(shell, text), undefined);
    for (const { name } of wordRows)
      for (const word of name.split(' ')) t.match(text, new RegExp(`\\b${word}\\b`), name);
    for (const flag of [...Object.keys(flagTable), ...flagRows.map(({ name }) => name)])
      t.ok(text.includes(shell === 'fish' ? ` -l ${flag}` : `--${flag}`), flag);
  });
}

t.test('zsh: quotes and brackets are closed, and what has a meaning is escaped', async (t) => {
  const text = completions('zsh');
  t.match(text, /^#compdef fw16-synth\n/, 'the first line tells whose they are');
  for (const line of text.split('\n').filter((one) => !one.startsWith('#'))) {
    const plain = line.replaceAll("'\\''", '');
    t.equal([...plain].filter((letter) => letter === "'").length % 2, 0, line);
    const bare = plain.replace(/\\./g, '');
    const opened = [...bare.replace(/\$words\[1\]/g, '')].filter((letter) => letter === '[').length;
    t.ok(opened <= 1, line);
  }
  const count = (word: RegExp): number => [...text.matchAll(word)].length;
  t.equal(count(/^ *case /gm), count(/^ *esac/gm));
  t.equal(count(/^ *if /gm), count(/^ *fi$/gm));
});

t.test('fish: every line is one command with its quotes closed', async (t) => {
  for (const line of completions('fish').trimEnd().split('\n').slice(1)) {
    t.ok(line.startsWith('complete -c fw16-synth -'), line);
    const plain = line.replace(/\\[\\']/g, '');
    t.equal([...plain].filter((letter) => letter === "'").length % 2, 0, line);
  }
});

t.test('another shell', async (t) => {
  for (const shell of ['tcsh', 'toString']) t.throws(() => completions(shell), { code: 'USAGE' });
});

const files = {
  bash: 'share/bash-completion/completions/fw16-synth',
  zsh: 'share/zsh/site-functions/_fw16-synth',
  fish: 'share/fish/vendor_completions.d/fw16-synth.fish',
} as const;
for (const [shell, file] of Object.entries(files)) {
  t.test(`${file} is up to date`, async (t) => {
    t.equal(
      readFileSync(sourcePath(file), 'utf8'),
      completions(shell),
      `make it anew: node dist/src/cli/main.js completions ${shell} > ${file}`,
    );
  });
}
