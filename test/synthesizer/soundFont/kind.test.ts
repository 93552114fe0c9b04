import { gzipSync } from 'node:zlib';
import t from 'tap';
import { chunk, tinySoundFont } from '../../support/tinySoundFont.js';
import { refusal, refusesBytes, write } from './refusals.js';

const kinds: readonly (readonly [string, string, Buffer | string])[] = [
  ['gzip', 'is packed (gzip): unpack it first', gzipSync(tinySoundFont())],
  ['zip', 'is packed (zip): unpack it first', 'PK\x03\x04rest of the archive'],
  ['7z', 'is packed (7z): unpack it first', Buffer.from('7z\xbc\xaf\x27\x1c....', 'latin1')],
  ['zip without files', 'is packed (zip): unpack it first', 'PK\x05\x06................'],
  ['rar', 'is packed (rar): unpack it first', 'Rar!\x1a\x07..............'],
  ['xz', 'is packed (xz): unpack it first', Buffer.from('\xfd7zXZ\0..........', 'latin1')],
  ['bzip2', 'is packed (bzip2): unpack it first', 'BZh91AY................'],
  ['zstd', 'is packed (zstd): unpack it first', Buffer.from('\x28\xb5\x2f\xfd............', 'latin1')],
  ['sfArk', 'is packed (sfArk): unpack it first', `${'.'.repeat(25)} sfArk ${'.'.repeat(40)}`],
  ['DLS', 'is a DLS collection (Downloadable Sounds)', chunk('RIFF', Buffer.from('DLS colh'))],
  ['WAV', 'is a WAV audio file', chunk('RIFF', Buffer.from('WAVEfmt '))],
  ['MIDI in RIFF', 'is a MIDI file in a RIFF wrapper', chunk('RIFF', Buffer.from('RMIDdata'))],
  ['video', 'is a video', chunk('RIFF', Buffer.from('AVI LIST'))],
  ['big-endian RIFF', 'is a big-endian RIFF file, which no sound font is', 'RIFX............'],
  ['Ogg', 'is an Ogg audio file', 'OggS............'],
  ['FLAC', 'is a FLAC audio file', 'fLaC............'],
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
