/** Names what a file is that was given as a sound font and is none, from its first bytes. */

/** A recognised file that is no sound font. */
export interface ForeignKind {
  /** Completes the sentence "Sound font x …". */
  readonly what: string;
  readonly remedy: string;
}

/** How many bytes from the start of a file `foreignKind` looks at. */
export const kindBytes = 256;

const anotherFile = 'Choose a file in SoundFont 2 (.sf2) or SoundFont 3 (.sf3) format.';

function archive(name: string, command: string): ForeignKind {
  return { what: `is packed (${name}): unpack it first`, remedy: `Unpack it first: ${command}` };
}

/** File signatures at the very start, as Latin-1. */
const signatures: readonly (readonly [string, ForeignKind])[] = [
  ['\x1f\x8b', archive('gzip', 'gunzip <file>, or tar xzf <file> for a .tar.gz')],
  ['PK\x03\x04', archive('zip', 'unzip <file>')],
  ['PK\x05\x06', archive('zip', 'unzip <file>')],
  ['7z\xbc\xaf\x27\x1c', archive('7z', '7z x <file>')],
  ['Rar!\x1a\x07', archive('rar', 'unrar x <file>')],
  ['\xfd7zXZ\0', archive('xz', 'unxz <file>, or tar xJf <file> for a .tar.xz')],
  ['BZh', archive('bzip2', 'bunzip2 <file>, or tar xjf <file> for a .tar.bz2')],
  ['\x28\xb5\x2f\xfd', archive('zstd', 'unzstd <file>')],
  [
    'version https://git-lfs.github.com/',
    {
      what: 'is a git-lfs pointer: the text that stands for the file, not the file',
      remedy: 'Fetch the file itself, in its repository: git lfs pull',
    },
  ],
  ['MThd', { what: 'is a MIDI file: it holds notes, not sounds', remedy: anotherFile }],
  ['OggS', { what: 'is an Ogg audio file', remedy: anotherFile }],
  ['fLaC', { what: 'is a FLAC audio file', remedy: anotherFile }],
  ['RIFX', { what: 'is a big-endian RIFF file, which no sound font is', remedy: anotherFile }],
  [
    '\0\0\0\0',
    {
      what: 'begins with zeros: it was not written or downloaded completely',
      remedy: 'Download or copy the file again.',
    },
  ],
];

/** RIFF forms other than a sound font's, and how they are called. */
const riffForms: Readonly<Record<string, string>> = {
  'DLS ': 'a DLS collection (Downloadable Sounds)',
  WAVE: 'a WAV audio file',
  RMID: 'a MIDI file in a RIFF wrapper',
  'AVI ': 'a video',
};

/**
 * What the file that begins with these bytes is, or undefined when it may be a sound font or is not recognised.
 * @param head the first `kindBytes` bytes of the file, or all of a shorter one
 */
export function foreignKind(head: Buffer): ForeignKind | undefined {
  const text = head.toString('latin1');
  for (const [signature, kind] of signatures) if (text.startsWith(signature)) return kind;
  if (/^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|head|body)/i.test(text))
    return {
      what: 'is a web page: the download saved an answer of the server in place of the file',
      remedy: 'Download the file again, from a link that leads to the sound font itself.',
    };
  // A sfArk archive carries its program's name behind five 32-bit fields and a version.
  if (text.slice(0, 64).includes('sfArk')) return archive('sfArk', 'sfarkxtc <file> <new file>.sf2');
  if (!text.startsWith('RIFF')) return undefined;
  const form = riffForms[text.slice(8, 12)];
  return form === undefined ? undefined : { what: `is ${form}`, remedy: anotherFile };
}
