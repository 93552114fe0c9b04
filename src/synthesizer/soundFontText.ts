/** Text that came out of a file, made fit to be shown. */

/**
 * The text without anything that could steer a terminal: C0 and C1 controls, line and paragraph separators, and the
 * marks that reverse the direction of writing are dropped.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '');
}

/**
 * A text field of a sound font (SoundFont 2.04, 5.3 and 7.2): it ends at its first zero byte or with the field, and
 * is read as Latin-1, of which ASCII, all that the specification allows, is a part.
 */
export function fieldText(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return printable(bytes.toString('latin1', 0, end < 0 ? bytes.length : end)).trim();
}
