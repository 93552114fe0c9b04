import { readFileSync } from 'node:fs';
import t from 'tap';
import { codeRanges, releaseCodePages } from '../../src/linux/codePages.js';

const maps = `\
00400000-00c86000 r--p 00000000 08:01 1311       /usr/bin/node
00c86000-02c00000 r-xp 00886000 08:01 1311       /usr/bin/node
02c00000-02c10000 rw-p 02800000 08:01 1311       /usr/bin/node
04000000-04200000 rw-p 00000000 00:00 0          [heap]
7f1c00000000-7f1c00021000 rwxp 00000000 00:00 0
7f1c10000000-7f1c10001000 r-xp 00000000 00:00 0
7f1c20000000-7f1c20155000 r-xp 00026000 08:01 99 /usr/lib/with a space/libc.so.6 (deleted)
7f1c30000000-7f1c30001000 r-xp 00000000 00:01 5  /memfd:closures (deleted)
7f1c40000000-7f1c40001000 r-xs 00000000 00:05 6  /usr/lib/shared.so
7f1c50000000-7f1c50001000 r-xp 00000000 00:05 7  /dev/zero
7ffd0a3e5000-7ffd0a3e7000 r-xp 00000000 00:00 0  [vdso]
`;

t.test('only code that is read from a file, and that nobody may have written', (t) => {
  t.same(codeRanges(maps), [
    { address: 0xc86000n, length: 0x2c00000 - 0xc86000 },
    { address: 0x7f1c20000000n, length: 0x155000 },
  ]);
  t.same(codeRanges(''), []);
  t.end();
});

/** Resident pages of files, in kB. */
function residentOfFiles(): number {
  const [, kilobytes] = /^RssFile:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return Number(kilobytes);
}

t.test('it goes, and comes back when it is run', (t) => {
  const before = residentOfFiles();
  releaseCodePages();
  t.ok(residentOfFiles() < before - 5_000, 'megabytes of Node and its libraries');
  t.same(JSON.parse('{"all": ["still", "works"]}'), { all: ['still', 'works'] });
  t.end();
});
