/** Where a value is from. */

export type Source =
  | { readonly kind: 'default' }
  /** Line 0 for the file as a whole. */
  | { readonly kind: 'file'; readonly file: string; readonly line: number }
  | { readonly kind: 'environment'; readonly name: string }
  /** `flag` is empty where it is not known which one. */
  | { readonly kind: 'command line'; readonly flag: string }
  /** `production.enabled` implies it. */
  | { readonly kind: 'production' };

/** A value that somebody gave to a key, which may be misspelt, by a name that may be an old one. */
export interface Entry {
  readonly key: string;
  readonly value: unknown;
  readonly source: Source;
  /** Where an entry of a list is, or a key in that entry; undefined where only the whole has a place. */
  readonly partSource?: (index: number, field?: string) => Source;
}

/** The key and where it was given. */
export function placed(key: string, source: Source): string {
  return `${key} (${sourceText(source)})`;
}

/** `FILE:LINE`, the variable, the flag. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'file':
      return source.line === 0 ? source.file : `${source.file}:${source.line}`;
    case 'environment':
      return `the environment, ${source.name}`;
    case 'command line':
      return source.flag === '' ? 'the command line' : source.flag;
    case 'production':
      return 'production.enabled';
    case 'default':
      return 'default';
  }
}
