/** What becomes of a reload that fails, and of the next that does not. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import type { Assembly } from '../../src/daemon/assembly.js';
import { ConfigurationInForce, type ReloadedParts } from '../../src/daemon/configurationInForce.js';
import { Health } from '../../src/daemon/health.js';
import { createLogger } from '../../src/logging/logger.js';
import { defaultLogSettings } from '../../src/logging/settings.js';
import { Notifier } from '../../src/systemd/notifier.js';
import { lines } from '../logging/logFolder.js';
import { ConfigurationPlace } from '../support/configurationPlace.js';

/** A configuration in force that is valid, and nothing that it could be brought to but the health. */
function inForce(t: Test) {
  const place = new ConfigurationPlace(t.testdir(), { user: 'audio:\n  driver: jack\n' });
  const file = join(place.folder, 'log');
  const descriptor = openSync(file, 'a');
  const log = createLogger(defaultLogSettings, { descriptor, format: 'json', coloured: false });
  t.teardown(() => {
    log.close();
    closeSync(descriptor);
  });
  const { environment, ...load } = place.options();
  const configuration = new ConfigurationInForce(place.read(), {
    load,
    environment: environment ?? {},
    notifier: new Notifier(undefined),
    log,
  });
  const health = new Health();
  const instrument = { soundFontChanged: () => undefined };
  const soundFonts = { current: { path: '', programs: [] } };
  const reached: ReloadedParts = {
    parts: { health, instrument, soundFonts } as unknown as Assembly,
    status: () => 'Ready.',
    taken: () => undefined,
  };
  return {
    health,
    place,
    reload: () => configuration.reload(reached),
    write: (text: string) => writeFileSync(place.userFile, text),
    records: (): readonly unknown[] => lines(file).map((line): unknown => JSON.parse(line)),
  };
}

t.test('the health has one sentence, the answer every fault', async (t) => {
  const { health, place, reload, write } = inForce(t);
  write('audio:\n  driver: jak\n  gain_db: loud\n');
  await t.rejects(reload(), {
    code: 'CONFIG_INVALID',
    message: /:2: audio\.driver: .*\n.*:3: audio\.gain_db: /,
  });
  const [reason = '', ...others] = health.reasons;
  t.same(others, []);
  t.ok(
    reason.startsWith(`The configuration has 2 faults; the first: ${place.userFile}:2: audio.driver: must`),
  );
  t.match(reason, /: value was "jak"\.$/);
  t.notMatch(reason, /\n/);
  t.match(health.raised, [
    { severity: 'warning', fault: { code: 'CONFIG_INVALID', remedy: /check-config/ } },
  ]);

  write('audio:\n  gain_db: loud\n');
  await t.rejects(reload(), { code: 'CONFIG_INVALID' });
  t.match(health.reasons, [/^The configuration has a fault: \S+:2: audio\.gain_db: must .*"loud"\.$/]);

  write('audio:\n  driver: jack\n');
  t.same(await reload(), { changed: [], needRestart: [] });
  t.equal(health.status, 'healthy');
});

t.test('every reload that fails is one record in the log, an error with every fault', async (t) => {
  const { reload, write, records } = inForce(t);
  write('audio:\n  driver: jak\n  gain_db: loud\n');
  const record = {
    level: 'ERROR',
    category: 'config',
    message: /audio\.driver.*audio\.gain_db/s,
    fields: { code: 'CONFIG_INVALID', remedy: /check-config/ },
  };
  await t.rejects(reload());
  t.equal(records().length, 1);
  t.match(records(), [record]);
});

t.test('text that is no YAML is one sentence too', async (t) => {
  const { health, reload, write } = inForce(t);
  write('audio:\n  driver: jack\n}{ [broken\n\t: "\n');
  await t.rejects(reload(), { code: 'CONFIG_INVALID' });
  t.match(health.reasons, [/^The configuration has .*\.$/]);
  t.notMatch(health.reasons[0], /\n/);
});
