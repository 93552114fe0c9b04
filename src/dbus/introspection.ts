/** The XML in which an object describes itself. */
import type { Argument, InterfaceDescription, Property } from './interfaceDescription.js';

const header = `<!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
`;

/** @param children The names of the objects directly below, without their parents. */
export function introspectionXml(
  interfaces: readonly InterfaceDescription[],
  children: readonly string[],
): string {
  const parts = [...interfaces.map(interfaceXml), ...children.map((name) => `  <node name="${name}"/>\n`)];
  return `${header}<node>\n${parts.join('')}</node>\n`;
}

// Names and types are of the specification's own alphabet: there is nothing to escape.
function interfaceXml({ name, methods, properties, signals }: InterfaceDescription): string {
  const members = [
    ...Object.entries(methods).map(([method, row]) =>
      element('method', method, [...argumentsXml(row.in, 'in'), ...argumentsXml(row.out, 'out')]),
    ),
    ...Object.entries(properties).map(([property, row]) => propertyXml(property, row)),
    ...Object.entries(signals).map(([signal, row]) => element('signal', signal, argumentsXml(row))),
  ];
  return `  <interface name="${name}">\n${members.join('')}  </interface>\n`;
}

function element(tag: string, name: string, children: readonly string[], attributes = ''): string {
  const opening = `    <${tag} name="${name}"${attributes}`;
  return children.length === 0 ? `${opening}/>\n` : `${opening}>\n${children.join('')}    </${tag}>\n`;
}

function argumentsXml(row: readonly Argument[], direction?: 'in' | 'out'): string[] {
  const attribute = direction === undefined ? '' : ` direction="${direction}"`;
  return row.map(({ name, type }) => `      <arg name="${name}" type="${type}"${attribute}/>\n`);
}

function propertyXml(name: string, { type, access, emits }: Property): string {
  const annotation =
    emits === undefined
      ? []
      : [`      <annotation name="org.freedesktop.DBus.Property.EmitsChangedSignal" value="${emits}"/>\n`];
  return element('property', name, annotation, ` type="${type}" access="${access}"`);
}
