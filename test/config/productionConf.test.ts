import { join } from 'node:path';
import t from 'tap';
import { readProductionConf } from '../../src/config/productionConf.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

t.test('the file of the production guide', async (t) => {
  const production = 'production=true\nlog_file=~/.local/log/fw16-synth.log\nverbose=true\n';
  const place = new ConfigurationPlace(t.testdir(), { production });
  const file = join(place.folder, 'home/fw16-synth/production.conf');
  t.strictSame(place.value('production.enabled'), [true, `${file}:1`]);
  t.strictSame(place.value('log.file'), [join(place.folder, 'home/.local/log/fw16-synth.log'), `${file}:2`]);
  t.strictSame(place.value('log.level'), ['debug', `${file}:3`]);
  t.match(place.notes('deprecated'), [
    /production\.conf is of an old kind: move what it says to config\.yaml/,
  ]);
});

t.test('it is below the file of the user and above that of the system', async (t) => {
  const place = new ConfigurationPlace(t.testdir(), {
    system: 'log: {level: error, file: /system.log}',
    production: 'log_file=/production.log\nverbose=true\n',
    user: 'log: {level: warning}',
  });
  t.same([place.value('log.level')[0], place.value('log.file')[0]], ['warning', '/production.log']);
});

t.test('comments, spaces, quotes', async (t) => {
  const text = '# a comment\n\n  log_file = "/a b.log"  \nverbose=false\nproduction=\n';
  t.match(readProductionConf('/f', text), {
    faults: [],
    entries: [
      { key: 'log.file', value: '/a b.log', source: { kind: 'file', file: '/f', line: 3 } },
      { key: 'production.enabled', value: '', source: { line: 5 } },
    ],
  });
});

t.test('anything else is a fault', async (t) => {
  const { faults } = readProductionConf('/f', 'prodution=true\nhello\n=x\n');
  t.match(faults, [
    { key: 'prodution', nearest: 'production', remedy: /^Write production instead/, source: { line: 1 } },
    { key: 'hello', remedy: 'Remove the line.' },
    { key: '=x' },
  ]);
  t.equal(faults.length, 3);
  const place = new ConfigurationPlace(t.testdir(), { production: 'production=perhaps\nverbose=2\n' });
  t.match(
    place.fault().message,
    /production\.conf:1: production\.enabled: must be true or false: value was "perhaps"/,
  );
  t.match(place.fault().message, /production\.conf:2: log\.level: must be one of trace/);
});

t.test('production turns on what it says, whatever else is said', async (t) => {
  const user = 'production: {enabled: true}\nhealth: {enabled: false}\nrecovery: {enabled: false}\n';
  const place = new ConfigurationPlace(t.testdir(), { user });
  t.strictSame(place.value('health.enabled'), [true, 'production.enabled']);
  t.strictSame(place.value('recovery.enabled'), [true, 'production.enabled']);
  const log = join(place.folder, 'state/fw16-synth/fw16-synth.log');
  t.strictSame(place.value('log.file'), [log, 'production.enabled']);
  const overrides = { 'log.file': '/mine.log' };
  t.equal(place.value('log.file', { overrides })[0], '/mine.log', 'a file that is named stays');
  const off = { overrides: { 'production.enabled': false } };
  t.same([place.value('health.enabled', off)[0], place.value('log.file', off)[0]], [false, '']);
});
