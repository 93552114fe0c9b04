import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { Fault } from '../../src/errors/errors.js';
import { LogFiles } from '../../src/logging/logFiles.js';
import type { LogRecord } from '../../src/logging/record.js';
import { defaultLogSettings, type LogSettings } from '../../src/logging/settings.js';
import { lines, names, StillClock } from './logFolder.js';

const info: LogRecord = { time: '', level: 'info', category: 'audio', message: '', fields: undefined };
const error: LogRecord = { ...info, level: 'error' };
const metric: LogRecord = { ...info, category: 'metrics' };

function open(settings: Partial<LogSettings>, clock = new StillClock('2026-11-20T10:00:00Z')) {
  const told: (Fault | string)[] = [];
  const files = new LogFiles(
    { ...defaultLogSettings, ...settings },
    { unwritable: (fault) => told.push(fault), writable: (lost) => told.push(`lost ${lost}`) },
    clock.now,
  );
  return { files, told, clock };
}

t.test('errors and figures have files of their own beside the log', async (t) => {
  const folder = t.testdir();
  const { files, told } = open({ file: join(folder, 'app.log') });
  files.write(info, 'info\n');
  files.write(error, 'error\n');
  files.write({ ...error, level: 'critical' }, 'critical\n');
  files.write({ ...error, level: 'warning' }, 'warning\n');
  files.write(metric, 'metric\n');
  files.close();
  t.same(names(folder), ['app.log', 'app_error.log', 'metrics.log']);
  t.same(lines(join(folder, 'app.log')), ['info', 'error', 'critical', 'warning', 'metric']);
  t.same(lines(join(folder, 'app_error.log')), ['error', 'critical']);
  t.same(lines(join(folder, 'metrics.log')), ['metric']);
  t.same(told, []);
});

t.test('their names, when others are wanted', async (t) => {
  const folder = t.testdir();
  const write = (settings: Partial<LogSettings>): void => {
    const { files } = open(settings);
    for (const record of [error, metric]) files.write(record, 'x\n');
    files.close();
  };
  write({ file: join(folder, 'noending') });
  t.same(names(folder), ['metrics.log', 'noending', 'noending_error.log']);
  write({ file: join(folder, 'b.txt'), errorFile: join(folder, 'wrong'), metricsFile: join(folder, 'many') });
  t.same(names(folder), ['b.txt', 'many', 'metrics.log', 'noending', 'noending_error.log', 'wrong']);
  write({ errorFile: join(folder, 'alone') });
  t.same(lines(join(folder, 'alone')), ['x'], 'without a log file');
  write({ file: join(folder, 'one', 'metrics.log') });
  t.same(lines(join(folder, 'one', 'metrics.log')), ['x', 'x'], 'a name that is used twice gets a line once');
});

t.test('without files nothing is written', async (t) => {
  const { files, told } = open({});
  t.doesNotThrow(() => files.write(error, 'x\n'));
  t.same(told, []);
});

t.test('a full disk is told of once, and so is its end', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  symlinkSync('/dev/full', path);
  const { files, told, clock } = open({ file: path });
  for (let count = 0; count < 4; count++) {
    files.write(error, 'lost\n');
    clock.pass(2_500);
  }
  t.equal(told.length, 1);
  t.match(told[0], {
    code: 'LOG_UNWRITABLE',
    category: 'degraded',
    message: `The log file ${path} cannot be written: the disk is full.`,
    remedy: `Make room: df -h ${folder}`,
  });
  t.equal(lines(join(folder, 'app_error.log')).length, 4, 'the others go on');
  rmSync(path);
  clock.pass(5_000);
  files.write(info, 'back\n');
  t.equal(told[1], 'lost 4');
  t.same(lines(path), ['back']);
  files.close();
});

t.test('why it cannot be written, with something to do about it', async (t) => {
  const folder = t.testdir({ 'a file': '' });
  const message = (path: string): unknown => {
    const { files, told } = open({ file: path });
    files.write(info, 'x\n');
    return told[0];
  };
  t.match(message(folder), { message: /it is a folder/, remedy: /ls -ld/ });
  t.match(message(join(folder, 'a file', 'x.log')), {
    message: /a part of its path is no folder/,
    remedy: /'.*a file'/,
  });
});

t.test('three files in one folder that cannot be made are one fault', async (t) => {
  const folder = t.testdir({ gone: '' });
  const { files, told, clock } = open({ file: join(folder, 'gone', 'app.log') });
  files.write({ ...error, category: 'metrics' }, 'x\n');
  t.equal(told.length, 1);
  rmSync(join(folder, 'gone'));
  clock.pass(10_000);
  files.write({ ...error, category: 'metrics' }, 'y\n');
  t.same(told.slice(1), ['lost 3'], 'and are told of when all are well');
  files.close();
});

t.test('after logrotate: reopened, and a failed one is tried at once', async (t) => {
  const folder = t.testdir();
  const path = join(folder, 'app.log');
  mkdirSync(path);
  const { files, told } = open({ file: path });
  files.write(info, 'lost\n');
  t.equal(told.length, 1);
  renameSync(path, `${path}-away`);
  files.write(info, 'lost\n');
  files.reopen();
  files.write(info, 'one\n');
  t.same(told.slice(1), ['lost 2']);
  renameSync(path, `${path}.1`);
  files.reopen();
  files.write(info, 'two\n');
  t.same([lines(`${path}.1`), lines(path)], [['one'], ['two']]);
  files.close();
});
