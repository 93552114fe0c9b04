import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import t, { type Test } from 'tap';
import { SynthError } from '../../src/errors/errors.js';
import { unreadableSoundFont } from '../../src/synthesizer/soundFont/errors.js';
import { checkSoundFontFile } from '../../src/synthesizer/soundFont/check.js';
import {
  chunk,
  generator,
  nameField,
  presetHeader,
  sampleHeader,
  sampleWords,
  spoiledSoundFont,
  type TinyParts,
  tinySoundFont,
  words,
} from '../support/tinySoundFont.js';

const folder = mkdtempSync(join(tmpdir(), 'sound-font-'));
t.teardown(() => {
  rmSync(folder, { recursive: true, force: true });
});

let files = 0;
function write(bytes: Buffer | string): string {
  const path = join(folder, `${files++}.sf2`);
  writeFileSync(path, bytes);
  return path;
}

function refusal(path: string, maxBytes?: number): SynthError {
  try {
    checkSoundFontFile(path, maxBytes === undefined ? {} : { maxBytes });
  } catch (thrown) {
    if (thrown instanceof SynthError) return thrown;
    throw thrown;
  }
  throw new Error(`${path} was accepted`);
}

/** Asserts the code and the whole sentence behind "Sound font <path> ", and that there is a remedy. */
function refuses(test: Test, path: string, code: string, what: string, maxBytes?: number): void {
  const error = refusal(path, maxBytes);
  test.equal(error.code, code);
  test.equal(error.message, `Sound font ${path} ${what}.`);
  test.match(error.remedy, /\w{3,}/);
}

t.test('a font in order is summarized', (t) => {
  const bytes = tinySoundFont();
  const summary = checkSoundFontFile(write(bytes));
  t.same(summary, {
    name: 'Tiny',
    version: '2.1',
    presets: [
      { bank: 0, program: 0, name: 'Sine' },
      { bank: 128, program: 0, name: 'Kit' },
    ],
    sampleCount: 1,
    silentSampleCount: 0,
    sampleBytes: 2 * (sampleWords + 46),
    compressed: false,
    fileBytes: bytes.length,
  });
  t.end();
});

/** Tests, each of one refusal: the file's bytes and what is said of them. */
function refusesBytes(title: string, what: string, bytes: () => Buffer | string): void {
  t.test(title, (t) => {
    refuses(t, write(bytes()), 'SOUNDFONT_INVALID', what);
    t.end();
  });
}

/** The same for a font of which parts are changed. */
function refusesParts(title: string, what: string, change: (parts: TinyParts) => void): void {
  refusesBytes(title, what, () => tinySoundFont(change));
}

t.test('TimGM6mb is accepted', (t) => {
  const summary = checkSoundFontFile('/usr/share/sounds/sf2/TimGM6mb.sf2');
  t.equal(summary.presets.length, 136);
  t.equal(summary.sampleCount, 520);
  t.equal(summary.silentSampleCount, 0);
  t.equal(summary.compressed, false);
  t.same(summary.presets[0], { bank: 0, program: 0, name: 'Piano 1' });
  t.end();
});

t.test('what is no file is refused at once', async (t) => {
  const missing = join(folder, 'missing.sf2');
  refuses(t, missing, 'SOUNDFONT_NOT_FOUND', 'does not exist');
  t.match(refusal(missing).remedy, /apt install timgm6mb-soundfont/);
  symlinkSync(missing, join(folder, 'dangling.sf2'));
  refuses(t, join(folder, 'dangling.sf2'), 'SOUNDFONT_NOT_FOUND', 'does not exist');
  refuses(t, join(write('x'), 'below.sf2'), 'SOUNDFONT_NOT_FOUND', 'does not exist');
  t.equal(refusal('').code, 'SOUNDFONT_NOT_FOUND');
  t.equal(refusal('with\0zero').code, 'SOUNDFONT_UNREADABLE');
  refuses(t, folder, 'SOUNDFONT_UNREADABLE', 'is a folder, not a file');
  refuses(t, '/dev/null', 'SOUNDFONT_UNREADABLE', 'is a device, not a file');
  const pipe = join(folder, 'pipe.sf2');
  execFileSync('mkfifo', [pipe]);
  refuses(t, pipe, 'SOUNDFONT_UNREADABLE', 'is a named pipe, not a file');
  const socket = join(folder, 'socket.sf2');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  refuses(t, socket, 'SOUNDFONT_UNREADABLE', 'is a socket, not a file');
  server.close();
});

t.test('a file that may not be read is refused', (t) => {
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  const path = join(closed, 'font.sf2');
  writeFileSync(path, tinySoundFont());
  chmodSync(path, 0);
  chmodSync(closed, 0);
  // The administrator may read everything; the test then becomes nobody for a moment.
  const administrator = process.geteuid?.() === 0;
  if (administrator) process.seteuid?.(65_534);
  try {
    refuses(t, path, 'SOUNDFONT_UNREADABLE', 'may not be read by this user');
  } finally {
    if (administrator) process.seteuid?.(0);
    chmodSync(closed, 0o700);
  }
  const failing = unreadableSoundFont('a.sf2', Object.assign(new Error('i/o error'), { code: 'EIO' }));
  t.equal(failing.code, 'SOUNDFONT_UNREADABLE');
  t.equal(failing.message, 'Sound font a.sf2 cannot be read (EIO).');
  t.end();
});

t.test('size limits', (t) => {
  refuses(t, write(''), 'SOUNDFONT_INVALID', 'is empty');
  const path = write(Buffer.alloc(3 << 20));
  refuses(t, path, 'SOUNDFONT_TOO_LARGE', 'has 3 MiB, more than the allowed 2 MiB', 2 << 20);
  t.match(refusal(path, 2 << 20).remedy, 'Set audio.soundfont_max_mb to 3 or more');
  t.equal(refusal(path, 3 << 20).code, 'SOUNDFONT_INVALID', 'exactly the limit is not too large');
  t.end();
});

t.test('control characters of path and file are not shown', (t) => {
  const path = join(folder, 'red\x1b[31m\n.sf2');
  writeFileSync(path, 'x');
  t.equal(refusal(path).message, `Sound font ${folder}/red[31m.sf2 is too short for a sound font: 1 bytes.`);
  const named = tinySoundFont((parts) => {
    parts.INAM = Buffer.from('Bad\x1b]0;\x9b name \xe9\0rest', 'latin1');
    parts.phdr = Buffer.concat([presetHeader('\x07Bell\x85', 1, 0, 0), presetHeader('EOP', 0, 0, 2)]);
  });
  const summary = checkSoundFontFile(write(named));
  t.equal(summary.name, 'Bad]0; name é');
  t.equal(summary.presets[0]?.name, 'Bell');
  t.end();
});

const kinds: readonly (readonly [string, string, Buffer | string])[] = [
  ['gzip', 'is packed (gzip): unpack it first', gzipSync(tinySoundFont())],
  ['zip', 'is packed (zip): unpack it first', 'PK\x03\x04rest of the archive'],
  ['7z', 'is packed (7z): unpack it first', Buffer.from('7z\xbc\xaf\x27\x1c....', 'latin1')],
  ['sfArk', 'is packed (sfArk): unpack it first', `${'.'.repeat(25)} sfArk ${'.'.repeat(40)}`],
  ['DLS', 'is a DLS collection (Downloadable Sounds)', chunk('RIFF', Buffer.from('DLS colh'))],
  ['WAV', 'is a WAV audio file', chunk('RIFF', Buffer.from('WAVEfmt '))],
  ['MIDI', 'is a MIDI file: it holds notes, not sounds', 'MThd\0\0\0\x06\0\0\0\0'],
  [
    'web page',
    'is a web page: the download saved an answer of the server in place of the file',
    '\n<!DOCTYPE html><html><body>404</body></html>',
  ],
  [
    'git-lfs pointer',
    'is a git-lfs pointer: the text that stands for the file, not the file',
    'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
  ],
  ['zeros', 'begins with zeros: it was not written or downloaded completely', Buffer.alloc(4096)],
  ['text', 'is not a SoundFont file: the RIFF and sfbk marks are missing', 'Just some text, and more of it.'],
];
for (const [title, what, bytes] of kinds) refusesBytes(`other kinds of file: ${title}`, what, () => bytes);

t.test('remedies for other kinds of file', (t) => {
  t.match(refusal(write(gzipSync('x'))).remedy, 'gunzip');
  t.match(refusal(write('version https://git-lfs.github.com/spec/v1')).remedy, 'git lfs pull');
  t.match(refusal(write('<html>')).remedy, 'Download the file again');
  t.end();
});

t.test('truncation', (t) => {
  const whole = tinySoundFont();
  const cut = whole.subarray(0, whole.length - 100);
  refuses(
    t,
    write(cut),
    'SOUNDFONT_INVALID',
    `is truncated: its header promises ${whole.length} bytes, the file has ${cut.length}`,
  );
  refuses(t, write(whole.subarray(0, 11)), 'SOUNDFONT_INVALID', 'is too short for a sound font: 11 bytes');
  const longer = Buffer.concat([whole, Buffer.alloc(7)]);
  refuses(
    t,
    write(longer),
    'SOUNDFONT_INVALID',
    `has a wrong size in its header: ${whole.length} bytes, while the file has ${longer.length}`,
  );
  t.end();
});

t.test('a chunk that claims more than is left', (t) => {
  const left = (bytes: Buffer, header: number): number => bytes.length - header - 8;
  for (const id of ['LIST', 'smpl', 'phdr', 'shdr']) {
    let rest = 0;
    const bytes = spoiledSoundFont((bytes, at) => {
      bytes.writeUInt32LE(0xffff_fff0, at(id) + 4);
      const end = id === 'smpl' ? at('pdta') - 8 : bytes.length;
      rest = left(bytes.subarray(0, end), at(id));
    });
    refuses(
      t,
      write(bytes),
      'SOUNDFONT_INVALID',
      `is damaged: its '${id}' chunk claims 4294967280 bytes where ${rest} are left`,
    );
  }
  t.end();
});

for (const id of ['smpl', 'phdr', 'pbag', 'pmod', 'pgen', 'inst', 'ibag', 'imod', 'igen', 'shdr'])
  refusesBytes(`missing chunk ${id}`, `lacks its mandatory '${id}' chunk: 'nope' is in its place`, () =>
    spoiledSoundFont((bytes, at) => bytes.write('nope', at(id))),
  );
for (const id of ['INFO', 'sdta', 'pdta'])
  refusesBytes(`missing list ${id}`, `lacks its mandatory '${id}' list: 'nope' is in its place`, () =>
    spoiledSoundFont((bytes, at) => bytes.write('nope', at(id))),
  );
refusesBytes('a file that ends behind its samples', "ends before its mandatory 'LIST' chunk", () => {
  const whole = tinySoundFont();
  const cut = Buffer.from(whole.subarray(0, whole.indexOf('pdta') - 8));
  cut.writeUInt32LE(cut.length - 8, 4);
  return cut;
});
refusesParts('no sample data', 'holds no sample data', (parts) => {
  parts.smpl = Buffer.alloc(0);
});
refusesBytes('an INFO list that ends inside a chunk', 'is damaged: its INFO list ends inside a chunk', () =>
  spoiledSoundFont((bytes, at) => bytes.writeUInt32LE(7, at('INAM') + 4)),
);
refusesBytes('no version', "lacks its mandatory 'ifil' chunk, the version", () =>
  spoiledSoundFont((bytes, at) => bytes.write('ifix', at('ifil'))),
);
refusesParts('SoundFont 1', 'has SoundFont version 1.0, which cannot be played', (parts) => {
  parts.ifil = words(1, 0);
});
refusesParts('text without end', 'is damaged: its descriptive text claims 1500036 bytes', (parts) => {
  parts.INAM = Buffer.alloc(1_500_000);
});

const recordBytes = { phdr: 38, pbag: 4, pmod: 10, pgen: 4, inst: 22, ibag: 4, imod: 10, igen: 4, shdr: 46 };
for (const [id, size] of Object.entries(recordBytes) as [keyof typeof recordBytes, number][]) {
  t.test(`record size of ${id}`, (t) => {
    let length = 0;
    const bytes = tinySoundFont((parts) => {
      parts[id] = Buffer.concat([parts[id], Buffer.alloc(2)]);
      length = parts[id].length;
    });
    const what = `is damaged: its '${id}' chunk of ${length} bytes is not a multiple of ${size} bytes`;
    refuses(t, write(bytes), 'SOUNDFONT_INVALID', what);
    t.end();
  });
}
for (const id of ['phdr', 'pbag', 'pgen', 'inst', 'ibag', 'igen', 'shdr'] as const)
  refusesParts(`no terminal record in ${id}`, `lacks the terminal record of its '${id}' chunk`, (parts) => {
    parts[id] = Buffer.alloc(0);
  });
refusesParts('too many records', "is damaged: its 'shdr' chunk claims 65538 records", (parts) => {
  parts.shdr = Buffer.alloc(46 * 65_538);
});
refusesBytes('a hydra beyond all measure', 'is damaged: its preset data claims 71303168 bytes', () =>
  tinySoundFont((parts) => {
    const rest = Object.keys(recordBytes).reduce((sum, id) => sum + 8 + parts[id as 'phdr'].length, 0);
    parts.shdr = Buffer.alloc((68 << 20) - rest + parts.shdr.length);
  }),
);
refusesParts('no presets', 'has no presets', (parts) => {
  parts.phdr = presetHeader('EOP', 0, 0, 2);
});
refusesParts('no presets that MIDI reaches', 'has no presets', (parts) => {
  parts.phdr = Buffer.concat([presetHeader('Far', 128, 0, 0), presetHeader('EOP', 0, 0, 2)]);
});

refusesParts('preset zones that go back', "is damaged: record 1 of 'phdr' goes back in 'pbag'", (parts) => {
  parts.phdr.writeUInt16LE(2, 24);
});
refusesParts(
  'preset zones out of bounds',
  "is damaged: record 2 of 'phdr' refers to 'pbag' record 3, the last is 2",
  (parts) => {
    parts.phdr.writeUInt16LE(3, 2 * 38 + 24);
  },
);
refusesParts('generators that go back', "is damaged: record 1 of 'pbag' goes back in 'pgen'", (parts) => {
  parts.pbag = words(2, 0, 1, 0, 2, 0);
});
refusesParts(
  'generators out of bounds',
  "is damaged: record 2 of 'pbag' refers to 'pgen' record 900, the last is 3",
  (parts) => {
    parts.pbag = words(0, 0, 1, 0, 900, 0);
  },
);
refusesParts('modulators that go back', "is damaged: record 1 of 'ibag' goes back in 'imod'", (parts) => {
  parts.ibag = words(0, 1, 2, 0);
});
refusesParts(
  'modulators out of bounds',
  "is damaged: record 1 of 'ibag' refers to 'imod' record 7, the last is 1",
  (parts) => {
    parts.ibag = words(0, 0, 2, 7);
  },
);
refusesParts(
  'instrument zones out of bounds',
  "is damaged: record 1 of 'inst' refers to 'ibag' record 9, the last is 1",
  (parts) => {
    parts.inst.writeUInt16LE(9, 22 + 20);
  },
);
refusesParts(
  'an instrument that does not exist',
  "is damaged: zone 1 of 'pbag' refers to instrument 1 of 1",
  (parts) => {
    parts.pgen = words(generator.instrument, 0, generator.instrument, 1, 0, 0);
  },
);
refusesParts(
  'a sample that does not exist',
  "is damaged: zone 0 of 'ibag' refers to sample 65535 of 1",
  (parts) => {
    parts.igen = words(generator.sampleModes, 1, generator.sampleId, 0xffff, 0, 0);
  },
);
refusesParts('more zones than fit', 'would need 2400000 zones in memory, more than 1000000', (parts) => {
  const zones = 60_000;
  const presetZones = 40;
  parts.inst = Buffer.concat([nameField('Many'), words(0), nameField('EOI'), words(zones)]);
  parts.ibag = Buffer.alloc(4 * (zones + 1));
  parts.phdr = Buffer.concat([presetHeader('Many', 0, 0, 0), presetHeader('EOP', 0, 0, presetZones)]);
  parts.pbag = words(...Array.from({ length: 2 * (presetZones + 1) }, (_, i) => (i % 2 === 0 ? i / 2 : 0)));
  parts.pgen = Buffer.concat(Array.from({ length: presetZones + 1 }, () => words(generator.instrument, 0)));
});

const end = sampleHeader('EOS', 0, 0, { type: 0 });
/** Replaces the one sample. */
function sample(...header: Parameters<typeof sampleHeader>): (parts: TinyParts) => void {
  return (parts) => {
    parts.shdr = Buffer.concat([sampleHeader(...header), end]);
  };
}
const total = sampleWords + 46;
refusesParts('no samples', 'has no samples', (parts) => {
  parts.shdr = end;
});
refusesParts(
  'a sample outside the data',
  'has one sample, which lies outside its sample data',
  sample('Far', 0, total + 2),
);
refusesParts(
  'a sample of which start and end are swapped',
  'has one sample, which lies outside its sample data',
  sample('Back', 200, 100),
);
refusesParts(
  'a sample that ends one word too late',
  "is damaged: its sample 0 ('Late') ends behind the sample data",
  sample('Late', 0, total + 1),
);
refusesParts(
  'an absurd sample rate',
  "is damaged: its sample 0 ('Fast') has a rate of 4000000000 Hz",
  sample('Fast', 0, 100, { rate: 4_000_000_000 }),
);
refusesParts(
  'compressed samples in SoundFont 2',
  "calls its sample 0 ('Ogg') compressed, which version 2 does not allow",
  sample('Ogg', 0, 400, { type: 0x11 }),
);

t.test('a modulator of a generator that does not exist', (t) => {
  const modulator = (destination: number): Buffer =>
    tinySoundFont((parts) => {
      parts.imod = Buffer.concat([
        words(0x0502, 8, 100, 0, 0),
        words(2, destination, 1, 0, 0),
        Buffer.alloc(10),
      ]);
      parts.ibag = words(0, 0, 2, 2);
    });
  for (const destination of [63, 64, 255, 0x80ff])
    refuses(
      t,
      write(modulator(destination)),
      'SOUNDFONT_UNSAFE',
      `would crash libfluidsynth: record 1 of 'imod' changes generator ${destination}, which does not exist`,
    );
  for (const destination of [0, 58, 62, 0x8001])
    t.equal(checkSoundFontFile(write(modulator(destination))).sampleCount, 1, `${destination} is accepted`);
  t.end();
});

/** An instrument zone with these generators, and a loop of two words. */
function tuned(...generators: number[]): (parts: TinyParts) => void {
  return (parts) => {
    const count = generators.length / 2 + 2;
    parts.igen = words(...generators, generator.sampleModes, 1, generator.sampleId, 0, 0, 0);
    parts.ibag = words(0, 0, count, 0);
    parts.shdr.writeUInt32LE(100, 28);
    parts.shdr.writeUInt32LE(102, 32);
  };
}
const stalls: readonly (readonly [string, number, (parts: TinyParts) => void])[] = [
  ['coarse tuning', 22, tuned(51, 200)],
  ['fine tuning', 33, tuned(52, 0x7fff)],
  ['scale tuning', 34, tuned(56, 600)],
  ['oscillators and envelope', 36, tuned(5, 12_000, 6, 0x8000, 7, 12_000)],
  [
    'preset',
    24,
    (parts) => {
      tuned(51, 110)(parts);
      parts.pgen = words(51, 110, generator.instrument, 0, generator.instrument, 0, 0, 0);
      parts.pbag = words(0, 0, 2, 0, 3, 0);
    },
  ],
  [
    'modulator',
    33,
    (parts) => {
      tuned()(parts);
      parts.imod = Buffer.concat([words(0x0081, 52, 0x7fff, 0, 0), Buffer.alloc(10)]);
      parts.ibag = words(0, 0, 2, 1);
    },
  ],
];
for (const [title, octaves, change] of stalls)
  refusesParts(
    `a pitch that stalls the synthesizer: ${title}`,
    `would stall the synthesizer: an instrument plays sample 'Sine' ${octaves} octaves too high`,
    change,
  );

t.test('oddities of good fonts are let pass', (t) => {
  const accepted = (change: (parts: TinyParts) => void): ReturnType<typeof checkSoundFontFile> =>
    checkSoundFontFile(write(tinySoundFont(change)));
  for (const loop of [
    [0, 0],
    [200, 100],
    [0, 0xffff_ffff],
    [5000, 6000],
  ] as const)
    t.equal(accepted(sample('Loop', 10, 100, { loop })).silentSampleCount, 0, `loop ${loop}`);
  t.equal(accepted(sample('Whole', 0, total)).silentSampleCount, 0);
  const rom = accepted((parts) => {
    parts.shdr = Buffer.concat([
      sampleHeader('Sine', 0, 100),
      sampleHeader('Rom', 1_000_000, 2_000_000, { type: 0x8001 }),
      end,
    ]);
  });
  t.equal(rom.sampleCount, 2);
  t.equal(rom.silentSampleCount, 1);
  // Out of tune, but not looped or not far enough to matter.
  t.equal(accepted(tuned(51, 48, 7, 1200)).presets.length, 2);
  t.equal(
    accepted((parts) => {
      parts.igen = words(51, 200, generator.sampleId, 0, 0, 0);
    }).presets.length,
    2,
  );
  const noTerminals = accepted((parts) => {
    parts.pmod = Buffer.alloc(0);
    parts.imod = Buffer.alloc(0);
    parts.igen = parts.igen.subarray(0, 8);
  });
  t.equal(noTerminals.presets.length, 2);
  const sf3 = accepted((parts) => {
    parts.ifil = words(3, 0);
    parts.shdr = Buffer.concat([sampleHeader('Ogg', 0, 2 * total, { type: 0x11 }), end]);
  });
  t.equal(sf3.version, '3.0');
  t.equal(sf3.compressed, true);
  t.end();
});

t.test('whatever the bytes, there is a summary or a refusal, soon', (t) => {
  const whole = tinySoundFont();
  const path = join(folder, 'mutant.sf2');
  const offset = fc.nat({ max: whole.length - 1 });
  let slowestMs = 0;
  let accepted = 0;
  let refused = 0;
  const examine = (bytes: Buffer): void => {
    writeFileSync(path, bytes);
    const start = performance.now();
    try {
      const summary = checkSoundFontFile(path, { maxBytes: 1 << 20 });
      if (summary.presets.length === 0 || summary.sampleCount === 0) throw new Error('an empty summary');
      accepted++;
    } catch (thrown) {
      if (!(thrown instanceof SynthError) || !thrown.code.startsWith('SOUNDFONT_')) throw thrown;
      refused++;
    }
    slowestMs = Math.max(slowestMs, performance.now() - start);
  };
  const bytePatch = fc.tuple(offset, fc.uint8Array({ minLength: 1, maxLength: 8 }));
  fc.assert(
    fc.property(fc.array(bytePatch, { maxLength: 12 }), fc.option(offset), (patches, cut) => {
      const bytes = Buffer.from(whole);
      for (const [at, patch] of patches) bytes.set(patch.subarray(0, bytes.length - at), at);
      examine(cut === null ? bytes : bytes.subarray(0, cut));
    }),
    { numRuns: 2000 },
  );
  // Behind the sample data, with the outer sizes intact: deeper than most random bytes get.
  const hydra = whole.indexOf('phdr');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: hydra, max: whole.length - 1 }), fc.nat(255)), { maxLength: 4 }),
      (patches) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of patches) bytes[at] = value;
        examine(bytes);
      },
    ),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (noise) => {
      examine(Buffer.concat([whole.subarray(0, 12), noise]));
      examine(Buffer.from(noise));
    }),
    { numRuns: 500 },
  );
  t.ok(accepted > 100, `${accepted} accepted`);
  t.ok(refused > 1000, `${refused} refused`);
  t.ok(slowestMs < 1000, `the slowest took ${slowestMs.toFixed(1)} ms`);
  t.end();
});
