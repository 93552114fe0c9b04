/** The members of an interface as its reference page gives them, and as an object describes itself on the bus. */
import { readFileSync } from 'node:fs';
import { sourcePath } from './sourceTree.js';

/** Types and names: `y key`. */
type Row = readonly string[];

export interface Members {
  readonly methods: Readonly<Record<string, { readonly in: Row; readonly out: Row }>>;
  /** Type and access, and in a page what is written after `Range:`. */
  readonly properties: Readonly<Record<string, { type: string; access: string }>>;
  readonly signals: Readonly<Record<string, Row>>;
}

export interface Page {
  readonly interface: string;
  readonly members: Members;
  /** By the names of the properties. */
  readonly ranges: Readonly<Record<string, string>>;
  /** The text under each member's heading. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Reads docs/dbus/NAME.md. Throws when a heading is not one of a member. */
export function readPage(name: string): Page {
  const text = readFileSync(sourcePath(`docs/dbus/${name}.md`), 'utf8');
  const [, title = ''] = /^# (\S+)$/m.exec(text) ?? [];
  const members: Required<Page>['members'] = { methods: {}, properties: {}, signals: {} };
  const ranges: Record<string, string> = {};
  const texts: Record<string, string> = {};
  for (const section of text.split(/^## /m).slice(1)) {
    const kind = section.slice(0, section.indexOf('\n')).toLowerCase();
    for (const part of section.split(/^### /m).slice(1)) {
      const [, heading, body = ''] = /^`(.*)`\n([\s\S]*)$/.exec(part) ?? [];
      if (heading === undefined) throw new Error(`${name}.md: a heading is no member: ${part.slice(0, 60)}`);
      const member = addMember(members, kind, heading);
      texts[member] = body.trim();
      const [, range] = /Range: ([\s\S]*?)\.(?:\s|$)/.exec(body) ?? [];
      if (range !== undefined) ranges[member] = range.replace(/\s+/g, ' ');
    }
  }
  return { interface: title, members, ranges, texts };
}

/** Reads what Introspect answers. */
export function readIntrospection(xml: string): ReadonlyMap<string, Members> {
  const interfaces = [...xml.matchAll(/<interface name="([^"]+)">([\s\S]*?)<\/interface>/g)];
  return new Map(interfaces.map(([, name = '', text = '']) => [name, membersOf(text)]));
}

function addMember(members: Members, kind: string, heading: string): string {
  const writable = members as { [Kind in keyof Members]: Record<string, unknown> };
  if (kind === 'properties') {
    const [, type, name, access] = /^(\S+) (\w+) \[(readonly|readwrite)\]$/.exec(heading) ?? [];
    if (type === undefined || name === undefined) throw new Error(`no property: ${heading}`);
    writable.properties[name] = { type, access: access === 'readonly' ? 'read' : 'readwrite' };
    return name;
  }
  const [, name, given = '', answered = ''] = /^(\w+)\((.*?)\)(?: → \((.*)\))?$/.exec(heading) ?? [];
  if (name === undefined) throw new Error(`no ${kind}: ${heading}`);
  if (kind === 'methods') writable.methods[name] = { in: rowOf(given), out: rowOf(answered) };
  else if (kind === 'signals') writable.signals[name] = rowOf(given);
  else throw new Error(`no members belong under ${kind}`);
  return name;
}

function rowOf(text: string): Row {
  return text === '' ? [] : text.split(', ');
}

function membersOf(text: string): Members {
  const methods = elements(text, 'method').map(([name, , body]): [string, { in: Row; out: Row }] => [
    name,
    { in: argumentsOf(body, 'in'), out: argumentsOf(body, 'out') },
  ]);
  const properties = elements(text, 'property').map(([name, attributes]) => [
    name,
    { type: attribute(attributes, 'type'), access: attribute(attributes, 'access') },
  ]);
  const signals = elements(text, 'signal').map(([name, , body]) => [name, argumentsOf(body)]);
  return {
    methods: Object.fromEntries(methods),
    properties: Object.fromEntries(properties) as Members['properties'],
    signals: Object.fromEntries(signals) as Members['signals'],
  };
}

/** Name, attributes and content of each element of a kind. */
function elements(text: string, tag: string): [string, string, string][] {
  const pattern = new RegExp(`<${tag} name="([^"]+)"([^>]*?)(?:/>|>([\\s\\S]*?)</${tag}>)`, 'g');
  return [...text.matchAll(pattern)].map(([, name = '', attributes = '', body = '']) => [
    name,
    attributes,
    body,
  ]);
}

function argumentsOf(body: string, direction?: string): Row {
  return [...body.matchAll(/<arg ([^>]*)\/>/g)]
    .map(([, attributes = '']) => attributes)
    .filter((attributes) => direction === undefined || attribute(attributes, 'direction') === direction)
    .map((attributes) => `${attribute(attributes, 'type')} ${attribute(attributes, 'name')}`);
}

function attribute(attributes: string, name: string): string {
  return new RegExp(`${name}="([^"]*)"`).exec(attributes)?.[1] ?? '';
}
