import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { SynthError } from '../../../src/errors/errors.js';
import { builtinSoundFontPath } from '../../../src/synthesizer/assets.js';
import { checkSoundFontFile, type SoundFontSummary } from '../../../src/synthesizer/soundFont/check.js';
import { probeSoundFont } from '../../../src/synthesizer/soundFont/probe.js';
import { mutate, mutations, seededRandom } from '../../support/mutateSoundFont.js';
import { fresh, startUnhooked } from '../../support/probeProcesses.js';
import { tinySoundFont } from '../../support/tinySoundFont.js';

/** How many mutants are made of each font with each mutation: 154 together. */
const fonts: readonly (readonly [string, Buffer, number])[] = [
  ['tiny', tinySoundFont(), 10],
  ['builtin', readFileSync(builtinSoundFontPath), 3],
  ['installed', readFileSync('/usr/share/sounds/sf2/TimGM6mb.sf2'), 1],
];
const firstSeed = 20_260;

interface Mutant {
  /** Tells how to make it again: font, mutation, seed. */
  readonly name: string;
  readonly path: string;
}

function writeMutants(): Mutant[] {
  const mutants: Mutant[] = [];
  for (const [font, bytes, count] of fonts)
    for (const mutation of Object.keys(mutations))
      for (let nth = 0; nth < count; nth++) {
        const seed = firstSeed + mutants.length;
        const path = fresh(`${font}.sf2`);
        writeFileSync(path, mutate(bytes, mutation, seed));
        mutants.push({ name: `${font} ${mutation} ${seed}`, path });
      }
  return mutants;
}

/** Runs an action for each of the items, four at a time. */
async function forEachOfFour<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const work = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await action(item);
  };
  await Promise.all([work(), work(), work(), work()]);
}

/** The error when it is one of those that a font may be refused with; anything else is a defect. */
function soundFontCode(thrown: unknown): string {
  if (thrown instanceof SynthError && thrown.code.startsWith('SOUNDFONT_')) return thrown.code;
  throw thrown;
}

/** Plays fonts in a process of its own: how it ended, and what it wrote. */
async function play(paths: readonly string[]): Promise<{ ended: unknown[]; lines: string[] }> {
  const program = fileURLToPath(new URL('../../support/playFonts.js', import.meta.url));
  const player = spawn('/usr/bin/env', ['-u', 'NODE_OPTIONS', process.execPath, program, ...paths], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const hung = setTimeout(() => player.kill('SIGKILL'), 60_000);
  let output = '';
  player.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const ended = await once(player, 'close');
  clearTimeout(hung);
  return { ended, lines: output.split('\n').slice(0, -1) };
}

t.test('the same seed spoils in the same way', (t) => {
  const font = tinySoundFont();
  for (const name of Object.keys(mutations)) {
    t.same(mutate(font, name, 3), mutate(font, name, 3));
    const kinds = new Set(
      Array.from({ length: 20 }, (_, seed) => mutate(font, name, seed).toString('latin1')),
    );
    t.ok(kinds.size > 5, `${name} makes ${kinds.size} different fonts of 20 seeds`);
  }
  t.same(font, tinySoundFont(), 'the font itself is left as it was');
  t.not(seededRandom(1)(), seededRandom(2)());
  t.end();
});

t.test('whatever is accepted can be loaded and played', async (t) => {
  const mutants = writeMutants();
  const checked: (Mutant & { summary: SoundFontSummary })[] = [];
  let slowestCheckMs = 0;
  for (const mutant of mutants) {
    const begin = performance.now();
    try {
      checked.push({ ...mutant, summary: checkSoundFontFile(mutant.path) });
    } catch (thrown) {
      soundFontCode(thrown);
    }
    slowestCheckMs = Math.max(slowestCheckMs, performance.now() - begin);
  }
  const accepted: Mutant[] = [];
  await forEachOfFour(checked, async ({ name, path, summary }) => {
    try {
      await probeSoundFont(path, { cacheDir: fresh('cache'), summary, start: startUnhooked });
      accepted.push({ name, path });
    } catch (thrown) {
      soundFontCode(thrown);
    }
  });
  const { ended, lines } = await play(accepted.map(({ path }) => path));
  const last = accepted.find(({ path }) => path === lines.at(-1));
  t.same(ended, [0, null], `not even ${last?.name ?? 'the last one'} crashes or hangs`);
  t.same(
    lines,
    accepted.flatMap(({ path }) => [path, 'done']),
  );
  const byCheck = mutants.length - checked.length;
  const byProbe = checked.length - accepted.length;
  t.comment(`${byCheck} refused by the check, ${byProbe} by the probe, ${accepted.length} accepted`);
  t.ok(byCheck > 30, 'the check is put to the test');
  t.ok(accepted.length > 30, 'so is the player');
  t.ok(slowestCheckMs < 1000, `the slowest check took ${slowestCheckMs.toFixed(1)} ms`);
});
