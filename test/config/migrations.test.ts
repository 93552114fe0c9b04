import t from 'tap';
import { type Migration, migrate } from '../../src/config/migrations.js';
import type { Entry } from '../../src/config/source.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

const entry = (key: string, value: unknown, line = 1): Entry => {
  return { key, value, source: { kind: 'file', file: '/f', line } };
};

t.test('a file without a version, and one of the present version, is as it is', async (t) => {
  const entries = [entry('a.b', 1)];
  t.strictSame(migrate(entries, undefined), { entries, faults: [], notes: [] });
  t.strictSame(migrate(entries, entry('version', 1)), { entries, faults: [], notes: [] });
});

t.test('version 0 has the names of the production guides', async (t) => {
  const user = 'version: 0\nperformance:\n  log_level: DEBUG\n';
  const place = new ConfigurationPlace(t.testdir(), { user });
  t.strictSame(place.value('log.level'), ['debug', `${place.userFile}:3`]);
  t.same(place.notes('alias'), [], 'there they are the right names');
  t.same(place.notes('migrated'), [
    `${place.userFile}:1 is of version 0 of the configuration and is read as version 1.`,
  ]);
  const both = new ConfigurationPlace(t.testdir(), { user: `${user}log: {level: error}\n` });
  t.equal(both.value('log.level')[0], 'error', 'the later name wins');
});

t.test('every step from the version of the file on is taken, in order', async (t) => {
  const appended = (from: number): Migration => ({
    from,
    migrate: (entries) => entries.map((one) => ({ ...one, key: `${one.key}${from}` })),
  });
  const steps = [0, 1, 2].map(appended);
  const keys = (version: number) =>
    migrate([entry('k', 1, 7)], entry('version', version), steps, 3).entries.map(({ key }) => key);
  t.same([0, 1, 2, 3].map(keys), [['k012'], ['k12'], ['k2'], ['k']]);
  const { entries } = migrate([entry('k', 1, 7)], entry('version', 0), steps, 3);
  t.match(entries, [{ source: { line: 7 }, value: 1 }], 'lines and values stay');
});

t.test('a version that is none, or of a newer program', async (t) => {
  for (const [value, text] of [
    ['-1', '-1'],
    ['1.5', '1.5'],
    ['one', '"one"'],
    ['[]', '\\[\\]'],
  ] as const) {
    const place = new ConfigurationPlace(t.testdir(), { user: `version: ${value}\n` });
    const { message, remedy } = place.fault();
    t.match(message, new RegExp(`:1: version: must be an integer from 0 to 1: value was ${text}$`));
    t.equal(remedy, 'Write "version: 1", or remove the line.');
  }
  const newer = new ConfigurationPlace(t.testdir(), { user: 'version: 2\nnew_section: {key: 1}\n' });
  t.equal(newer.fault().faults.length, 1, 'what it says otherwise cannot be judged');
  t.match(newer.fault().remedy, /^The file was written for a newer fw16-synth/);
});
