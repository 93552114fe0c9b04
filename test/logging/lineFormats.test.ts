import t from 'tap';
import { logLevels } from '../../src/logging/levels.js';
import { escaped, journalLine, terminalLine } from '../../src/logging/lineFormats.js';
import type { LogRecord } from '../../src/logging/record.js';

const record: LogRecord = {
  time: '2026-11-20T10:11:12.345Z',
  level: 'warning',
  category: 'audio',
  message: 'The server is gone.',
  fields: { driver: 'jack', attempt: 2, path: '/a b/c', code: 'AUDIO_SERVER_LOST', nothing: null },
};
const pairs = 'driver=jack attempt=2 path="/a b/c" code=AUDIO_SERVER_LOST nothing=null';

t.test('for the journal', async (t) => {
  t.equal(journalLine(record), `<4>audio: The server is gone. ${pairs}\n`);
  const { fields: _, ...bare } = record;
  const priorities = logLevels.map((level) => journalLine({ ...bare, fields: undefined, level }).slice(0, 3));
  t.same(priorities, ['<7>', '<7>', '<6>', '<4>', '<3>', '<2>']);
});

t.test('for a terminal', async (t) => {
  const plain = `${record.time} WARNING audio: The server is gone. ${pairs}\n`;
  t.equal(terminalLine(record, false), plain);
  const coloured = terminalLine(record, true);
  t.match(coloured, '\x1b[33mWARNING\x1b[0m', 'only the word of the level has a colour');
  t.equal(coloured.replace('\x1b[33m', '').replace('\x1b[0m', ''), plain);
  t.notMatch(terminalLine({ ...record, level: 'info' }, true), '\x1b');
});

t.test('no content ends the line or commands the terminal', async (t) => {
  const hostile = 'a\nb\r\tc\x1b[31md\u0000\u009b\u2028\u202e';
  const shown = 'a\\nb\\r\\tc\\x1b[31md\\x00\\x9b\\u2028\\u202e';
  t.equal(escaped(hostile), shown);
  const fields = { [hostile]: hostile, deep: { [hostile]: [hostile] } };
  for (const line of [journalLine, (one: LogRecord) => terminalLine(one, false)]) {
    const text = line({ ...record, message: hostile, category: hostile, fields });
    t.equal(text.indexOf('\n'), text.length - 1);
    t.equal(escaped(text.slice(0, -1)), text.slice(0, -1), 'nothing is left to escape');
  }
  t.match(journalLine({ ...record, message: '<0>not so grave' }), /^<4>audio: <0>not so grave/);
});

t.test('fields that are no object', async (t) => {
  t.match(journalLine({ ...record, fields: '[unreadable]' }), /gone\. \[unreadable\]\n$/);
  t.match(journalLine({ ...record, fields: undefined }), /gone\.\n$/);
});

t.test('a line is never so long that the journal would cut it', async (t) => {
  const line = journalLine({ ...record, message: '鍵'.repeat(40_000) });
  t.ok(Buffer.byteLength(line) < 48 * 1024, `${Buffer.byteLength(line)} bytes`);
  t.match(line, / … \d+ more characters\n$/);
});
