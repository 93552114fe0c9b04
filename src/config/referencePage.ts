/** The reference of the configuration, docs/configuration.md, from the schema. */
import { aliases, defaultSoundFontVariable } from './aliases.js';
import { systemConfiguration } from './places.js';
import type { schema } from './schema.js';
import { describeSchema, type SettingDescription } from './schemaDescription.js';

/** What each section is for. */
const purposes: Readonly<Record<keyof typeof schema, string>> = {
  audio: 'What sounds, and through what.',
  velocity: 'How loud a key plays.',
  input: 'What is read, and how keys become notes.',
  touchpad: 'The touchpad as a controller.',
  midi: 'MIDI keyboards and controllers.',
  layer: 'A second sound under the same keys.',
  arpeggiator: 'Held notes played one by one.',
  performance: 'What plays, and how it runs.',
  production: 'For an instrument that nobody watches.',
  health: 'Checks at intervals.',
  metrics: 'Figures over HTTP.',
  log: 'What is told, and where.',
  recovery: 'What is done about failures.',
  shutdown: 'How it ends.',
};

/** A column of a table; one that is empty in every row of a section is left out there. */
interface Column {
  readonly title: string;
  cell(key: string, setting: SettingDescription): string;
}

const columns: readonly Column[] = [
  { title: 'key', cell: (key) => code(key) },
  { title: 'what', cell: (_key, { doc, planned }) => (planned ? `*Planned.* ${doc}` : doc) },
  { title: 'allowed', cell: (_key, setting) => allowedText(setting) },
  { title: 'unit', cell: (_key, { unit }) => unit ?? '' },
  { title: 'default', cell: (_key, setting) => code(JSON.stringify(setting.default)) },
  { title: 'environment', cell: (_key, { env }) => (env === undefined ? '' : code(env)) },
  { title: 'a change applies', cell: (_key, { applies }) => applies },
];

/** Markdown. The same schema always makes the same page. */
export function referencePage(): string {
  const { version, settings } = describeSchema();
  const entries = Object.entries(settings);
  return `${[
    '<!-- Made from the schema in src/config by: node scripts/config-page.mjs -->',
    '# The configuration',
    introduction(version),
    ...Object.entries(purposes).flatMap(([name, purpose]) => [
      `## ${name}`,
      purpose,
      table(entries.filter(([key]) => key.startsWith(`${name}.`))),
    ]),
    '## Entries of lists',
    ...entries.flatMap(([key, setting]) => (setting.type === 'list' ? [fieldTable(key, setting)] : [])),
    '## Other names',
    'Files may have these names, too; the name in the right column goes before them.',
    grid(
      ['other name', 'key'],
      [...aliases].map(([name, key]) => [code(name), code(key)]),
    ),
  ].join('\n\n')}\n`;
}

function introduction(version: number): string {
  return [
    'What is said higher in this list goes before what is said below:',
    '',
    '1. flags on the command line',
    '2. environment variables; one that is empty counts as not set',
    '3. `$XDG_CONFIG_HOME/fw16-synth/config.yaml`, where `~/.config` stands for a variable that is not set',
    '4. `production.conf` beside it, a file of an old kind that is still read',
    `5. \`${systemConfiguration}\``,
    `6. \`${defaultSoundFontVariable}\` in the environment, for \`audio.soundfont\` alone`,
    '7. the defaults below',
    '',
    'With `--config FILE` that file is read in place of 3 to 5. Files are YAML, of which JSON is a part; a key is written in its section',
    `(\`audio: { driver: jack }\`). A file may say \`version: ${version}\`. A key that is not here, or a value that is not allowed, is an error.`,
    '',
    'A change that applies *live* is heard after `fw16-synth reload`, without a gap; for *restart* the service has to be',
    'started again. What is *planned* is checked and kept, and this version does nothing with it.',
  ].join('\n');
}

function table(rows: readonly (readonly [string, SettingDescription])[]): string {
  const used = columns.filter(({ cell }) => rows.some(([key, setting]) => cell(key, setting) !== ''));
  return grid(
    used.map(({ title }) => title),
    rows.map(([key, setting]) => used.map(({ cell }) => cell(key, setting))),
  );
}

function fieldTable(key: string, { fields }: { readonly fields: Readonly<Record<string, string>> }): string {
  const rows = Object.entries(fields).map(([field, allowed]) => [code(field), allowed]);
  return `${code(key)}:\n\n${grid(['field', 'allowed'], rows)}`;
}

function allowedText(setting: SettingDescription): string {
  if (setting.type === 'enum') return setting.values.map(code).join(', ');
  if (setting.type === 'integer') return `${setting.minimum} to ${setting.maximum}, whole`;
  if (setting.type === 'number') return `${setting.minimum} to ${setting.maximum}`;
  return setting.allowed;
}

function grid(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}
