import t from 'tap';
import { createConfiguration } from '../../src/config/schema.js';
import { logCategories } from '../../src/logging/categories.js';
import { dayRotation, defaultLogSettings, logSettings, sizeRotation } from '../../src/logging/settings.js';

const section = createConfiguration({}).getProperties().log;

t.test('the defaults of the configuration are those of the log', async (t) => {
  t.same(logSettings(section), defaultLogSettings);
  t.same(logSettings(section).rotation, sizeRotation, '10 MB, 5 of them');
  t.same(logSettings({ ...section, rotation: 'day' }).rotation, dayRotation, '30 days');
});

t.test('the configuration knows every category', async (t) => {
  t.same(Object.keys(section.levels).sort(), [...logCategories].sort());
});

t.test('levels by category', async (t) => {
  const levels = { ...section.levels, audio: 'debug', dbus: 'WARN', unheard: 'error' };
  const settings = logSettings({ ...section, level: 'fatal', levels });
  t.equal(settings.level, 'critical');
  t.same(settings.levels, { audio: 'debug', dbus: 'warning' });
});

t.test('files and sizes', async (t) => {
  const named = { file: '/a/b.log', error_file: '/c', metrics_file: '/d', max_size_mb: 3, kept_files: 2 };
  t.match(logSettings({ ...section, ...named }), {
    file: '/a/b.log',
    errorFile: '/c',
    metricsFile: '/d',
    rotation: { by: 'size', maxBytes: 3 * 1024 * 1024, backups: 2 },
  });
});
