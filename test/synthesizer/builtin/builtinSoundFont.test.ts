import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { generateBuiltinSoundFont } from '../../../src/synthesizer/builtin/builtinSoundFont.js';
import { generator } from '../../../src/synthesizer/builtin/soundFontModel.js';
import { type Header, readSoundFont } from './soundFontReader.js';

const bytes = generateBuiltinSoundFont();
const font = readSoundFont(bytes);
const buildStep = fileURLToPath(new URL('../../../src/synthesizer/builtin/generate.js', import.meta.url));

/** The value of a generator in the first zone that has it. */
function amountOf(header: Header, zone: number, number: number): number | undefined {
  return header.zones[zone]?.generators.find(([candidate]) => candidate === number)?.[1];
}

/** The key ranges of an instrument, behind its global zone. */
function keyRanges(header: Header): [number, number][] {
  return header.zones.slice(1).map(({ generators }) => {
    const [number, amount] = generators[0] ?? [-1, 0];
    if (number !== generator.keyRange) throw new Error('the key range must come first');
    return [amount & 0xff, (amount >> 8) & 0xff];
  });
}

t.test('generation is repeatable and small', async (t) => {
  t.ok(Buffer.from(generateBuiltinSoundFont()).equals(bytes), 'two generations are the same bytes');
  t.ok(bytes.length <= 3_000_000, `${bytes.length} bytes are at most three megabytes`);
  t.equal(bytes.length % 2, 0);
});

t.test('the presets are the promised ones, in order', async (t) => {
  t.equal(font.version, '2.04');
  t.equal(font.name, 'fw16-synth built-in');
  t.same(
    font.presets.map(({ bank, program, name }) => `${bank}:${program} ${name}`),
    [
      '0:0 Keys',
      '0:14 Bell',
      '0:19 Organ',
      '0:25 Plucked String',
      '0:33 Bass',
      '0:48 Strings',
      '0:81 Lead',
      '128:0 Drums',
    ],
  );
  for (const [index, preset] of font.presets.entries()) {
    t.equal(amountOf(preset, 0, generator.instrument), index, `${preset.name} has an instrument of its own`);
    t.equal(font.instruments[index]?.name, preset.name);
  }
});

t.test('every instrument covers all keys, once', async (t) => {
  for (const instrument of font.instruments) {
    let next = 0;
    for (const [low, high] of keyRanges(instrument)) {
      t.equal(low, next, `${instrument.name} has neither gap nor overlap at key ${low}`);
      t.ok(high >= low);
      next = high + 1;
    }
    t.equal(next, 128, `${instrument.name} ends at key 127`);
    for (const { generators } of instrument.zones.slice(1)) {
      const [number, sample] = generators.at(-1) ?? [-1, -1];
      t.equal(number, generator.sampleId, 'the sample comes last');
      t.ok(sample >= 0 && sample < font.samples.length);
    }
  }
});

t.test('samples lie within the data as the format asks', async (t) => {
  let previousEnd = -46;
  for (const { name, start, end, loopStart, loopEnd, rate, correction } of font.samples) {
    t.equal(start, previousEnd + 46, `${name} follows 46 zero points`);
    t.ok(end - start >= 48, `${name} is long enough`);
    t.ok(loopStart >= start + 8 && loopEnd <= end - 8, `${name} has eight points around its loop`);
    t.ok(loopEnd - loopStart >= 32, `${name} has a loop of at least 32 points`);
    t.ok(rate >= 400 && rate <= 50_000, `${name} has a lawful rate`);
    t.equal(correction, 0, `${name} is in tune by its rate`);
    t.ok(
      font.points.subarray(end, end + 46).every((point) => point === 0),
      `${name} is followed by silence`,
    );
    previousEnd = end;
  }
  t.equal(font.points.length, previousEnd + 46, 'nothing follows the last sample');
  t.equal(new Set(font.samples.map(({ name }) => name)).size, font.samples.length, 'names are unique');
});

t.test('loops repeat what follows them', async (t) => {
  const drums = font.instruments.findIndex(({ name }) => name === 'Drums');
  for (const { zones } of font.instruments.slice(0, drums))
    for (const { generators } of zones.slice(1)) {
      const sample = font.samples[generators.at(-1)?.[1] ?? -1];
      t.ok(sample);
      if (!sample) continue;
      const { name, loopStart, loopEnd } = sample;
      const before = font.points.subarray(loopStart, loopStart + 8);
      const after = font.points.subarray(loopEnd, loopEnd + 8);
      t.same([...after], [...before], `${name} has no seam`);
    }
});

t.test('samples use the range without reaching its end', async (t) => {
  for (const { name, start, end } of font.samples) {
    const peak = font.points.subarray(start, end).reduce((max, point) => Math.max(max, Math.abs(point)), 0);
    t.ok(peak < 32_000, `${name} does not clip`);
    t.ok(peak > 6000, `${name} is far above the noise of sixteen bits`);
  }
});

t.test('the build step writes the file', async (t) => {
  const path = join(t.testdir(), 'built.sf2');
  execFileSync(process.execPath, [buildStep, path]);
  t.ok(readFileSync(path).equals(bytes));

  const { status, stderr } = spawnSync(process.execPath, [buildStep], { encoding: 'utf8' });
  t.equal(status, 2);
  t.match(stderr, /usage: .*OUT\.sf2/);
});
