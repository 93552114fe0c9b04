/** What a preset may be called: a name is a file's name too, and is typed and read by people. */

const longestName = 64;
/** A file's name has 255 bytes, and what is kept for undo is named after the preset. */
const mostBytes = 200;

/** What would be unseen, end a line, or be no character at all. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** What is wrong with a name, beginning with "must"; undefined when nothing is. */
export function nameFault(name: string): string | undefined {
  const length = [...name].length;
  if (length < 1 || length > longestName) return `must have 1 to ${longestName} characters`;
  if (Buffer.byteLength(name) > mostBytes) return `must have at most ${mostBytes} bytes in UTF-8`;
  if (name.includes('/')) return 'must not have a slash';
  if (unseen.test(name)) return 'must not have line breaks or invisible characters';
  if (name.startsWith('.')) return 'must not begin with a full stop';
  if (name.trim() !== name) return 'must not begin or end with a space';
  if (name.normalize('NFC') !== name) return 'must be written with composed characters (Unicode NFC)';
  return undefined;
}

/** The same for names that are the same but for capitals. */
export function nameKey(name: string): string {
  return name.normalize('NFC').toLowerCase();
}
