/** How an interface is described: once, for introspection, for the checks at the boundary, and for the types of its handlers. */
import type { Variant } from './dbusLibrary.js';
import type { PresetRow } from './presetLibrary.js';

/** `a{sv}`. */
export type Variants = Readonly<Record<string, Variant>>;
/** Interfaces and their properties, `a{sa{sv}}`. */
export type InterfaceValues = Readonly<Record<string, Variants>>;

/** What values of a D-Bus type are in this program. */
interface Values {
  y: number;
  u: number;
  i: number;
  /** A bigint when it comes from the bus. */
  t: number | bigint;
  d: number;
  b: boolean;
  s: string;
  o: string;
  v: Variant;
  as: readonly string[];
  'a{sv}': Variants;
  'a(ssasbb)': readonly PresetRow[];
  'a{sa{sv}}': InterfaceValues;
  'a{oa{sa{sv}}}': Readonly<Record<string, InterfaceValues>>;
}
export type TypeCode = keyof Values;

/** Which values of its type are taken. */
export type Allowed =
  | { readonly minimum: number; readonly maximum: number }
  | { readonly words: readonly string[] }
  /** Of a text: bytes of UTF-8. */
  | { readonly longest: number };

export interface Argument {
  readonly name: string;
  readonly type: TypeCode;
  readonly allowed?: Allowed;
}

export interface Method {
  readonly in: readonly Argument[];
  readonly out: readonly Argument[];
}

export interface Property {
  readonly type: TypeCode;
  readonly access: 'read' | 'readwrite';
  readonly allowed?: Allowed;
  /** - `const`: never changes; `false`: changes without a signal; else PropertiesChanged has the new value. */
  readonly emits?: 'const' | 'false';
}

export interface InterfaceDescription {
  readonly name: string;
  readonly methods: Readonly<Record<string, Method>>;
  readonly properties: Readonly<Record<string, Property>>;
  readonly signals: Readonly<Record<string, readonly Argument[]>>;
}

/** The values of a row of arguments. */
export type ValuesOf<Row extends readonly Argument[]> = {
  readonly [Index in keyof Row]: Values[Row[Index]['type']];
};

/** The values of all properties of an interface. */
export type PropertiesOf<D extends InterfaceDescription> = {
  readonly [Name in keyof D['properties']]: Values[D['properties'][Name]['type']];
};

/** What answers the methods of an interface. The caller is the unique name of the client. */
export type Handlers<D extends InterfaceDescription> = {
  readonly [Name in keyof D['methods']]: (
    args: ValuesOf<D['methods'][Name]['in']>,
    caller: string,
  ) => ValuesOf<D['methods'][Name]['out']> | Promise<ValuesOf<D['methods'][Name]['out']>>;
};

/** The signature of a row of arguments. */
export function signatureOf(row: readonly Argument[]): string {
  return row.map(({ type }) => type).join('');
}

/** A row of arguments as the pages write it: `y key, y velocity`. */
export function describeRow(row: readonly Argument[]): string {
  return row.map(({ type, name }) => `${type} ${name}`).join(', ');
}
