import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { restoreVersion } from '../../src/config/restore.js';
import {
  keepLoaded,
  keepReplaced,
  keepVersion,
  keptVersions,
  versionBefore,
} from '../../src/config/versions.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

/** The texts that are kept for a file, the newest first. */
function kept({ userFile, environment }: ConfigurationPlace, file = userFile): string[] {
  return keptVersions(file, environment).map(({ text }) => text);
}

t.test('the last ten are kept, below the state folder', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  t.same(kept(place), []);
  for (let index = 1; index <= 12; index++) keepVersion(`# ${index}`, place.userFile, place.environment);
  t.same(
    kept(place),
    [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((index) => `# ${index}`),
  );
  t.equal(readdirSync(join(place.folder, 'state/fw16-synth/config-versions')).length, 10);
});

t.test('the same text is kept once, as the newest', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  for (const text of ['# a', '# a', '# b', '# c', '# a'])
    keepVersion(text, place.userFile, place.environment);
  t.same(kept(place), ['# a', '# c', '# b']);
});

t.test('numbers go on beyond six digits', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  keepVersion('# a', place.userFile, place.environment);
  const folder = join(place.folder, 'state/fw16-synth/config-versions');
  writeFileSync(join(folder, '999999.yaml'), '# b');
  writeFileSync(join(folder, 'notes.txt'), 'not ours');
  keepVersion('# c', place.userFile, place.environment);
  t.same(kept(place), ['# c', '# b', '# a']);
  t.ok(readdirSync(folder).includes('notes.txt'));
});

t.test('steps back count from what is there now', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const back = (steps: number, present: string) =>
    versionBefore(steps, present, place.userFile, place.environment).text;
  for (const text of ['# a', '# b', '# c']) keepVersion(text, place.userFile, place.environment);
  t.same([back(1, '# c'), back(2, '# c')], ['# b', '# a']);
  t.same([back(1, 'edited by hand'), back(3, 'edited by hand')], ['# c', '# a']);
  t.throws(() => back(3, '# c'), {
    code: 'CONFIG_VERSION_NOT_FOUND',
    message: /no version 3 .*: 2 are kept/,
  });
});

t.test('another file has versions of its own', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const other = join(place.folder, 'other.yaml');
  keepVersion('# a', place.userFile, place.environment);
  keepVersion('# b', other, place.environment);
  t.same([kept(place), kept(place, other)], [['# a'], ['# b']]);
});

t.test('what was loaded is kept, if there was a file', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: 'performance: {program: 3}\n' });
  keepLoaded(place.read(), place.environment);
  t.same(kept(place), ['performance: {program: 3}\n']);
  const without = new ConfigurationPlace(t.testdir(), { system: 'performance: {program: 4}\n' });
  keepLoaded(without.read(), without.environment);
  t.same(kept(without), []);
});

t.test('putting back can be taken back', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: '# b' });
  keepVersion('# a', place.userFile, place.environment);
  restoreVersion('# a', { file: place.userFile, text: '# b' }, place.environment);
  t.equal(place.userText(), '# a');
  t.equal(versionBefore(1, '# a', place.userFile, place.environment).text, '# b');
});

t.test('what is not valid is no version, and pushes none out', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const { userFile, environment } = place;
  const folder = join(place.folder, 'state/fw16-synth/config-versions');
  for (let index = 1; index <= 10; index++) keepVersion(`# ${index}`, userFile, environment);
  const good = kept(place);
  for (const text of ['audio: {drivr: jack}', 'log: {level: debug', 'velocity: {minimum: 9, maximum: 8}']) {
    const apart = keepReplaced(text, userFile, environment);
    t.equal(apart, join(folder, 'invalid.yaml'));
    t.equal(readFileSync(join(folder, 'invalid.yaml'), 'utf8'), text, 'the last of them');
    keepVersion(text, userFile, environment);
    t.same(kept(place), good, text);
  }
  t.equal(keepReplaced('# 11', userFile, environment), undefined);
  t.same(kept(place), ['# 11', ...good.slice(0, 9)]);
});

t.test('what is not valid by now is not offered, and goes when ten good ones are newer', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const folder = join(place.folder, 'state/fw16-synth/config-versions');
  keepVersion('# 1', place.userFile, place.environment);
  writeFileSync(join(folder, '000002.yaml'), 'audio: {drivr: jack}');
  keepVersion('# 3', place.userFile, place.environment);
  t.same(kept(place), ['# 3', '# 1']);
  t.equal(versionBefore(1, '# 3', place.userFile, place.environment).text, '# 1');
  for (let index = 4; index <= 12; index++) keepVersion(`# ${index}`, place.userFile, place.environment);
  t.equal(kept(place).length, 10);
  t.equal(readdirSync(folder).length, 10);
});

t.test('what is valid only with what is above the file is a version', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  const text = 'audio: {driver: file, file: ""}\n';
  t.ok(keepReplaced(text, place.userFile, place.environment));
  const named = { ...place.environment, FW16_SYNTH_AUDIO_DRIVER: 'jack' };
  t.equal(keepReplaced(text, place.userFile, named), undefined);
  t.same(
    keptVersions(place.userFile, named).map((version) => version.text),
    [text],
  );
  const faulty = { ...place.environment, FW16_SYNTH_AUDIO_DRIVER: 'jak' };
  t.equal(keepReplaced('# good', place.userFile, faulty), undefined, 'whatever the environment says');
});

t.test('putting back what somebody has changed meanwhile', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), { user: '# new' });
  const put = () => restoreVersion('# a', { file: place.userFile, text: '# b' }, place.environment);
  t.throws(put, { code: 'CONFIG_UNWRITABLE', message: /config\.yaml was left as it is: / });
  t.equal(place.userText(), '# new');
  t.same(kept(place), []);
});

t.test('a state folder that cannot be written', async (t) => {
  const place = new ConfigurationPlace(t.testdir());
  writeFileSync(join(place.folder, 'state'), 'a file');
  t.throws(() => keepVersion('# a', place.userFile, place.environment), {
    code: 'CONFIG_UNWRITABLE',
    message: /^Versions of the configuration cannot be kept: /,
  });
});
