import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { formatEvemu, maxRecordingBytes, parseEvemu, readEvemu } from '../../src/linux/evemu.js';
import { asNobody } from '../support/asNobody.js';

const event = 'E: 0.000001 0001 0010 0001';

/** What `evemu-record` writes for a keyboard, shortened where its comments list every key. */
const framework = `# EVEMU 1.3
# Kernel: 6.12.9-200.fc41.x86_64
# DMI: dmi:bvnINSYDECorp.:bvr03.05:bd11/13/2024:br3.5:svnFramework:pnLaptop16(AMDRyzen7040Series):pvrAG
# Input device name: "Framework Laptop 16 Keyboard Module - ANSI"
# Input device ID: bus 0x03 vendor 0x32ac product 0x12 version 0x111
# Supported events:
#   Event type 0 (EV_SYN)
#     Event code 0 (SYN_REPORT)
#   Event type 1 (EV_KEY)
#     Event code 1 (KEY_ESC)
#   Event type 17 (EV_LED)
#     Event code 1 (LED_CAPSL)
#        State 0
# Properties:
N: Framework Laptop 16 Keyboard Module - ANSI
I: 0003 32ac 0012 0111
P: 00 00 00 00 00 00 00 00
B: 00 0b 00 00 00 00 00 00 00
B: 01 fe ff ff ff ff ff ff ff
B: 01 ff ff ff ff ff ff ff 7f
B: 04 10 00 00 00 00 00 00 00
B: 11 1f 00 00 00 00 00 00 00
L: 00 0
L: 01 1
################################
#      Waiting for events      #
################################
E: 0.000001 0004 0004 458772\t# EV_MSC / MSC_SCAN             458772
E: 0.000001 0001 0010 0001\t# EV_KEY / KEY_Q                1
E: 0.000001 0000 0000 0000\t# ------------ SYN_REPORT (0) ---------- +0ms
E: 1.250044 0001 0010 0002\t# EV_KEY / KEY_Q                2
E: 1.250044 0000 0000 0001\t# ------------ SYN_REPORT (1) ---------- +1250ms
`;

/** Asserts that parsing fails with exactly this message. */
function fails(t: Test, text: string, message: string): void {
  t.throws(() => parseEvemu(text, 'demo.evemu'), { name: 'SynthError', code: 'RECORDING_INVALID', message });
}

/** Asserts what is said of a line: it is given between two good ones, as the third of the file. */
function lineFails(line: string, reason: string, shown = line): void {
  t.test(reason, async (t) => {
    fails(t, `# EVEMU 1.3\n${event}\n${line}\n${event}\n`, `demo.evemu line 3: "${shown}": ${reason}`);
  });
}

t.test('a recording by evemu-record', async (t) => {
  const recording = parseEvemu(framework, 'framework.evemu');
  t.equal(recording.name, 'Framework Laptop 16 Keyboard Module - ANSI');
  t.same(recording.identity, { bus: 3, vendor: 0x32ac, product: 0x12, version: 0x111 });
  t.same(recording.properties, new Uint8Array(8));
  t.same([...recording.capabilities.keys()], [0, 1, 4, 0x11]);
  t.same(recording.capabilities.get(4), Uint8Array.of(0x10, 0, 0, 0, 0, 0, 0, 0));
  t.equal(recording.capabilities.get(1)?.length, 16);
  t.equal(recording.capabilities.get(1)?.[15], 0x7f);
  t.same(recording.axes, []);
  const { length, timeUs, type, code, value } = recording.events;
  t.equal(length, 5);
  t.same([...timeUs], [0, 0, 0, 1_250_043, 1_250_043]);
  t.same([...type], [4, 1, 0, 1, 0]);
  t.same([...code], [4, 0x10, 0, 0x10, 0]);
  t.same([...value], [458772, 1, 0, 2, 1]);
});

t.test('line ends, blank lines, a byte order mark and comments make no difference', async (t) => {
  const expected = parseEvemu(framework, 'a');
  t.same(parseEvemu(framework.replaceAll('\n', '\r\n'), 'a'), expected);
  t.same(parseEvemu(`\ufeff\n\n${framework.replaceAll('\n', '\n\n')}   \n`, 'a'), expected);
  t.same(parseEvemu(framework.replaceAll(/\t#.*$/gm, ''), 'a'), expected);
  t.same(parseEvemu(framework.trimEnd(), 'a'), expected, 'no newline at the end');
});

t.test('a name keeps its #', async (t) => {
  t.equal(parseEvemu(`N: No. # 1\n${event}`, 'a').name, 'No. # 1');
});

t.test('axes of versions 1.0 and 1.1 have no resolution', async (t) => {
  const { axes } = parseEvemu(`A: 00 0 1270 2 -3 12 # X\nA: 35 -5 900 0 0\n${event}`, 'a');
  t.same(axes, [
    { code: 0, min: 0, max: 1270, fuzz: 2, flat: -3, resolution: 12 },
    { code: 0x35, min: -5, max: 900, fuzz: 0, flat: 0, resolution: 0 },
  ]);
});

t.test('events alone are enough, and the first one is at zero', async (t) => {
  const { name, identity, events } = parseEvemu(
    'E: 1700000000.5 1 10 1\nE: 1700000001.000004 1 10 -001',
    'a',
  );
  t.equal(name, '');
  t.same(identity, { bus: 0, vendor: 0, product: 0, version: 0 });
  t.same([...events.timeUs], [0, 999_999], 'the part after the point is a number of microseconds');
  t.same([...events.value], [1, -1]);
});

lineFails('Q: 1 2 3', 'the line begins with none of N:, I:, P:, B:, A:, L:, S:, E:');
lineFails('E: 1.000005 zz 0010 1', 'the type is not a hexadecimal number');
lineFails('E: 1.5 0001 zz 1', 'the code is not a hexadecimal number');
lineFails('E: 1.5 0001 0010 one', 'the value is not a decimal number');
lineFails('E: 1 0001 0010 1', 'the time is not seconds.microseconds');
lineFails('E: -1.5 0001 0010 1', 'the time is not seconds.microseconds');
lineFails('E: 1.1000000 0001 0010 1', 'the microseconds are not below 1000000');
lineFails('E: 9007199255.0 0001 0010 1', 'the time is out of range');
lineFails('E: 0.000000 0001 0010 1', 'the time is before that of the previous event');
lineFails('E: 1.5 0020 0010 1', 'the type is above 0x1f');
lineFails('E: 1.5 0001 0300 1', 'the code is above 0x2ff');
lineFails('E: 1.5 0001 0010 2147483648', 'the value does not fit 32 bits');
lineFails('E: 1.5 0001 0010 -2147483649', 'the value does not fit 32 bits');
lineFails('E: 1.5 0001 1', '4 fields expected (time, type, code, value), 3 found');
lineFails('E: 1.5 0001 0010 1 2', '4 fields expected (time, type, code, value), 5 found');
lineFails('E:', '4 fields expected (time, type, code, value), 0 found');
lineFails('I: 0003 32ac 0012', '4 fields expected (bus, vendor, product, version), 3 found');
lineFails('I: 0003 32acf 0012 0111', 'the vendor is above 0xffff');
lineFails('P: 00 00', '8 fields expected (bytes), 2 found');
lineFails('P: 00 00 00 00 00 00 00 100', 'the byte is above 0xff');
lineFails('B: 01 00 00 00 00 00 00 00', '9 fields expected (type and 8 bytes), 8 found');
lineFails('B: 20 00 00 00 00 00 00 00 00', 'the type is above 0x1f');
lineFails('A: 00 0 10 0', '6 fields expected (axis, minimum, maximum, fuzz, flat, resolution), 4 found');
lineFails('A: 40 0 10 0 0 0', 'the axis is above 0x3f');
lineFails('A: 00 0x1 10 0 0 0', 'the minimum is not a decimal number');
lineFails('L: 10 1', 'the LED is above 0xf');
lineFails('S: zz 1', 'the switch is not a hexadecimal number');
lineFails('# EVEMU 2.0', 'the format version is not 1.x');
lineFails('E: 1.5\0 0001 0010 1', 'the line has binary data in it', 'E: 1.5\\u{0} 0001 0010 1');
lineFails('\u001b[31mred', 'the line has binary data in it', '\\u{1b}[31mred');
lineFails(
  'x'.repeat(1000),
  'the line begins with none of N:, I:, P:, B:, A:, L:, S:, E:',
  `${'x'.repeat(60)}…`,
);

t.test('a second device', async (t) => {
  fails(t, `N: a\nN: b\n${event}`, 'demo.evemu line 2: "N: b": a second name; a recording is of one device');
  const identity = 'I: 1 2 3 4';
  fails(
    t,
    `${identity}\r\n${identity}\r\n${event}`,
    `demo.evemu line 2: "${identity}": a second identity; a recording is of one device`,
  );
});

t.test('a bitmap without end', async (t) => {
  const bytes = 'B: 01 00 00 00 00 00 00 00 00';
  t.equal(parseEvemu(`${`${bytes}\n`.repeat(12)}${event}`, 'a').capabilities.get(1)?.length, 96);
  fails(t, `${bytes}\n`.repeat(13), `demo.evemu line 13: "${bytes}": the bitmap exceeds 96 bytes`);
});

t.test('no events', async (t) => {
  fails(t, '', 'demo.evemu: no events (E: lines) in the recording');
  fails(t, 'N: Keyboard\nI: 0003 32ac 0012 0111\n', 'demo.evemu: no events (E: lines) in the recording');
});

t.test('too much text', async (t) => {
  fails(t, '#'.repeat(maxRecordingBytes + 1), 'demo.evemu: larger than 64 MiB');
});

t.test('files', async (t) => {
  const folder = t.testdir({ 'good.evemu': framework, 'bad.evemu': `${event}\nnoise\n` });
  t.same(readEvemu(join(folder, 'good.evemu')), parseEvemu(framework, 'a'));

  const bad = join(folder, 'bad.evemu');
  t.throws(() => readEvemu(bad), { code: 'RECORDING_INVALID', message: /bad\.evemu line 2: "noise": / });

  const missing = join(folder, 'no such.evemu');
  t.throws(() => readEvemu(missing), {
    code: 'RECORDING_NOT_FOUND',
    message: `cannot read the recording ${missing}: there is no such file`,
    remedy: `check the path and its permissions: ls -l '${missing}'`,
  });
  t.throws(() => readEvemu(join(folder, "isn't")), {
    code: 'RECORDING_NOT_FOUND',
    remedy: /ls -l '.*\/isn'\\''t'$/,
  });

  mkdirSync(join(folder, 'folder'));
  t.throws(() => readEvemu(join(folder, 'folder')), {
    code: 'RECORDING_NOT_FOUND',
    message: /: it is not a regular file$/,
  });

  const large = join(folder, 'large.evemu');
  writeFileSync(large, '');
  truncateSync(large, maxRecordingBytes + 1);
  t.throws(() => readEvemu(large), { code: 'RECORDING_INVALID', message: `${large}: larger than 64 MiB` });

  const noise = join(folder, 'noise.evemu');
  writeFileSync(noise, Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0, 10, 13));
  t.throws(() => readEvemu(noise), {
    code: 'RECORDING_INVALID',
    message: `${noise} line 1: "\\u{7f}ELF\ufffd\ufffd\\u{0}": the line has binary data in it`,
  });
});

/** The user that owns nothing. */

t.test('a file that may not be read', async (t) => {
  // Somewhere that everybody may enter, because the test gives up being root, whom no mode keeps out.
  const folder = mkdtempSync(join(tmpdir(), 'evemu-'));
  const path = join(folder, 'secret.evemu');
  writeFileSync(path, framework);
  chmodSync(folder, 0o755);
  chmodSync(path, 0);
  t.teardown(() => rmSync(folder, { recursive: true }));
  t.throws(() => asNobody(() => readEvemu(path)), {
    code: 'RECORDING_NOT_FOUND',
    message: `cannot read the recording ${path}: permission denied`,
  });
});

t.test('numbers are formatted as evemu does', async (t) => {
  const text = formatEvemu(parseEvemu('N: K\nI: 3 32ac 12 111\nE: 1.5 1 10 -1\nE: 12.25 4 4 458772', 'a'), [
    'hi',
  ]);
  t.equal(
    text,
    '# EVEMU 1.3\n# hi\nN: K\nI: 0003 32ac 0012 0111\n' +
      'E: 0.000000 0001 0010 -001\nE: 11.000020 0004 0004 458772\n',
  );
});
