import { closeSync, openSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { SynthError } from '../../src/errors/errors.js';
import type { LineFormat } from '../../src/logging/destination.js';
import { createLogger } from '../../src/logging/logger.js';
import { defaultLogSettings, type LogSettings } from '../../src/logging/settings.js';
import { lines, StillClock } from './logFolder.js';

function open(t: Test, settings: Partial<LogSettings> = {}, format: LineFormat = 'json') {
  const folder = t.testdir();
  const path = join(folder, 'stderr');
  const descriptor = openSync(path, 'a');
  const clock = new StillClock('2026-11-20T10:00:00Z');
  const log = createLogger(
    { ...defaultLogSettings, ...settings },
    { descriptor, format, coloured: false },
    clock,
  );
  t.teardown(() => {
    log.close();
    closeSync(descriptor);
  });
  const text = (): readonly string[] => lines(path);
  const records = (): readonly unknown[] => text().map((line): unknown => JSON.parse(line));
  return { folder, log, clock, text, records };
}

t.test('as JSON, a record a line', async (t) => {
  const { log, text, records } = open(t);
  log.category('audio').info('The driver runs.', { driver: 'jack', frames: 64 });
  log.category('dbus').warning('plain');
  t.same(records(), [
    {
      level: 'INFO',
      time: '2026-11-20T10:00:00.000Z',
      category: 'audio',
      fields: { driver: 'jack', frames: 64 },
      message: 'The driver runs.',
    },
    { level: 'WARNING', time: '2026-11-20T10:00:00.000Z', category: 'dbus', message: 'plain' },
  ]);
  t.match(text()[1], /WARNING/, 'grep WARNING finds it');
});

t.test('every level has its word', async (t) => {
  const { log, records } = open(t, { level: 'trace' });
  const logger = log.category('engine');
  logger.trace('x');
  logger.debug('x');
  logger.info('x');
  logger.warning('x');
  logger.error('x');
  logger.critical('x');
  t.match(records(), [
    { level: 'TRACE' },
    { level: 'DEBUG' },
    { level: 'INFO' },
    { level: 'WARNING' },
    { level: 'ERROR' },
    { level: 'CRITICAL' },
  ]);
});

t.test('for the journal and for a terminal', async (t) => {
  const journal = open(t, {}, 'journal');
  journal.log.category('audio').error('It is\ngone.', { driver: 'jack' });
  t.same(journal.text(), ['<3>audio: It is\\ngone. driver=jack']);
  t.test('terminal', async (t) => {
    const terminal = open(t, {}, 'terminal');
    terminal.log.category('audio').error('gone', { driver: 'jack' });
    t.same(terminal.text(), ['2026-11-20T10:00:00.000Z ERROR audio: gone driver=jack']);
  });
});

t.test('levels by category, changed while it runs', async (t) => {
  const { log, records } = open(t, { level: 'warning', levels: { audio: 'debug' } });
  const [audio, dbus] = [log.category('audio'), log.category('dbus')];
  const say = (): readonly unknown[] => {
    const before = records().length;
    for (const logger of [audio, dbus]) {
      logger.debug('debug');
      logger.warning('warning');
    }
    return records()
      .slice(before)
      .map((record) => {
        const { category, level } = record as { category: string; level: string };
        return `${category} ${level}`;
      });
  };
  t.same(say(), ['audio DEBUG', 'audio WARNING', 'dbus WARNING']);
  t.same([audio.isEnabled('debug'), dbus.isEnabled('debug'), dbus.isEnabled('error')], [true, false, true]);
  log.apply({ ...defaultLogSettings, level: 'critical', levels: { dbus: 'debug' } });
  t.same(say(), ['dbus DEBUG', 'dbus WARNING']);
  log.apply({ ...defaultLogSettings, level: 'trace' });
  t.same(say(), ['audio DEBUG', 'audio WARNING', 'dbus DEBUG', 'dbus WARNING']);
});

t.test('a fault has its code and its remedy; how grave it is follows from its category', async (t) => {
  const { log, records } = open(t);
  const logger = log.category('audio');
  const fault = (code: 'AUDIO_SERVER_LOST' | 'REALTIME_DENIED' | 'LIBRARY_MISSING' | 'TIMED_OUT') =>
    new SynthError(code, 'What.', 'Do this.').toFault();
  logger.fault(fault('AUDIO_SERVER_LOST'), { driver: 'jack' });
  logger.fault(fault('REALTIME_DENIED'));
  logger.fault(fault('LIBRARY_MISSING'));
  logger.fault(fault('TIMED_OUT'));
  logger.fault(fault('TIMED_OUT'), {}, 'critical');
  t.match(records(), [
    {
      level: 'ERROR',
      message: 'What.',
      fields: { code: 'AUDIO_SERVER_LOST', remedy: 'Do this.', driver: 'jack' },
    },
    { level: 'WARNING', fields: { code: 'REALTIME_DENIED' } },
    { level: 'ERROR', fields: { code: 'LIBRARY_MISSING' } },
    { level: 'WARNING', fields: { code: 'TIMED_OUT' } },
    { level: 'CRITICAL', fields: { code: 'TIMED_OUT' } },
  ]);
});

t.test('figures', async (t) => {
  const { folder, log, text, records } = open(t, {});
  log.apply({ ...defaultLogSettings, file: join(folder, 'app.log') });
  log.metric('audio_latency_ms', 1.25, 'ms', { driver: 'jack' });
  for (let count = 0; count < 20; count++) log.metric('voices', 12, '');
  t.match(records()[0], {
    level: 'INFO',
    category: 'metrics',
    message: 'METRIC audio_latency_ms=1.25 ms',
    fields: { name: 'audio_latency_ms', value: 1.25, unit: 'ms', driver: 'jack' },
  });
  t.match(records()[1], { message: 'METRIC voices=12' });
  const withMetric = (path: string): number => lines(path).filter((line) => line.includes('METRIC')).length;
  t.equal(text().length, 21, 'equal figures are no repetitions');
  t.equal(withMetric(join(folder, 'app.log')), 21, 'grep METRIC app.log');
  t.equal(withMetric(join(folder, 'metrics.log')), 21);
  log.apply({ ...defaultLogSettings, levels: { metrics: 'warning' } });
  log.metric('voices', 12, '');
  t.equal(text().length, 21, 'their category has a level too');
});

t.test('repetitions are held back and counted', async (t) => {
  const { folder, log, clock, records } = open(t);
  log.apply({ ...defaultLogSettings, file: join(folder, 'app.log') });
  const logger = log.category('devices');
  for (let count = 0; count < 46; count++) {
    logger.error('The device is gone.', { node: 'event3' });
    clock.pass(10);
  }
  logger.error('The device is gone.', { node: 'event4' });
  t.equal(records().length, 6, 'five, and the one with another field');
  clock.pass(10_000);
  const last = { level: 'ERROR', category: 'devices', message: 'The device is gone. … 41 more' };
  t.match(records()[6], { ...last, fields: { node: 'event3' } });
  t.equal(lines(join(folder, 'app.log')).length, 7);
  t.match(JSON.parse(lines(join(folder, 'app_error.log'))[6] ?? ''), last);
});

t.test('a log file that cannot be written is told of on standard error, once', async (t) => {
  const { folder, log, clock, records } = open(t);
  const path = join(folder, 'app.log');
  symlinkSync('/dev/full', path);
  log.apply({ ...defaultLogSettings, file: path });
  t.equal(log.fault, undefined);
  const logger = log.category('daemon');
  logger.info('one');
  logger.info('two');
  t.match(records(), [
    { message: 'one' },
    { level: 'WARNING', category: 'logging', fields: { code: 'LOG_UNWRITABLE' } },
    { message: 'two' },
  ]);
  t.match(log.fault, { code: 'LOG_UNWRITABLE' });
  rmSync(path);
  clock.pass(10_000);
  logger.info('three');
  t.equal(log.fault, undefined);
  t.match(records().slice(3), [
    { message: 'three' },
    { message: /written again/, fields: { lines_lost: 3 } },
  ]);
  t.match(lines(path).at(-2), /three/);
});

t.test('other files from now on; and after close none', async (t) => {
  const { folder, log, records } = open(t, {});
  const logger = log.category('daemon');
  const [first, second] = [join(folder, 'first.log'), join(folder, 'second.log')];
  log.apply({ ...defaultLogSettings, file: first });
  logger.info('one');
  log.apply({ ...defaultLogSettings, file: second });
  logger.info('two');
  renameSync(second, `${second}.moved`);
  log.reopen();
  logger.info('three');
  log.close();
  logger.info('four');
  t.same(
    [first, `${second}.moved`, second].map((path) => lines(path).length),
    [1, 1, 1],
  );
  t.equal(records().length, 4);
});
