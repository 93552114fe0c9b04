import type { LogCategory } from '../../logging/categories.js';
import { type LogLevel, logLevelAliases, logLevels } from '../../logging/levels.js';
import { hostAndPort, integerBetween, numberBetween, oneOf, path, trueOrFalse } from '../formats.js';
import type { SchemaSection } from '../setting.js';

/** What the guides of the original program call production. */
export const production = {
  enabled: {
    doc: 'Recovery, health checks and a log file are on, whatever their own settings say.',
    format: trueOrFalse,
    default: false,
    applies: 'restart',
  },
} satisfies SchemaSection;

export const health = {
  enabled: {
    doc: 'Check the health at intervals, and raise alerts.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  interval_s: {
    doc: 'Time between checks.',
    unit: 's',
    format: numberBetween(1, 3600),
    default: 30,
    env: 'FW16_SYNTH_HEALTH_CHECK_INTERVAL',
    applies: 'live',
    planned: true,
  },
} satisfies SchemaSection;

export const metrics = {
  enabled: {
    doc: 'Serve health and metrics over HTTP.',
    format: trueOrFalse,
    default: false,
    env: 'FW16_SYNTH_METRICS_ENABLED',
    applies: 'restart',
    planned: true,
  },
  listen: {
    doc: 'Address to serve at. There is no password: keep it on this machine.',
    format: hostAndPort,
    default: '127.0.0.1:8080',
    applies: 'restart',
    planned: true,
  },
} satisfies SchemaSection;

export const recovery = {
  enabled: {
    doc: 'Try to mend what fails.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  breaker_failures: {
    doc: 'Failures in a row after which nothing is tried for a while.',
    format: integerBetween(1, 100),
    default: 5,
    applies: 'live',
    planned: true,
  },
  breaker_open_s: {
    doc: 'How long nothing is tried then.',
    unit: 's',
    format: numberBetween(1, 3600),
    default: 60,
    applies: 'live',
    planned: true,
  },
  degrade_after: {
    doc: 'Failures in a row after which the instrument goes on without the part.',
    format: integerBetween(1, 100),
    default: 3,
    applies: 'live',
    planned: true,
  },
} satisfies SchemaSection;

export const shutdown = {
  timeout_s: {
    doc: 'Time for ending every note and giving everything back; then the process ends in any case.',
    unit: 's',
    format: numberBetween(1, 300),
    default: 10,
    applies: 'restart',
  },
} satisfies SchemaSection;

const categoryLevel = oneOf(['default', ...logLevels], logLevelAliases);

function levelOf(category: LogCategory) {
  return {
    doc: `Level of the category "${category}"; default for that of log.level.`,
    format: categoryLevel,
    default: 'default' as LogLevel | 'default',
    applies: 'live',
  } as const;
}

/** What is told, and where. */
export const log = {
  level: {
    doc: 'The least important that is logged.',
    format: oneOf(logLevels, logLevelAliases),
    default: 'info' as LogLevel,
    env: 'FW16_SYNTH_LOG_LEVEL',
    applies: 'live',
  },
  levels: {
    audio: levelOf('audio'),
    cli: levelOf('cli'),
    config: levelOf('config'),
    daemon: levelOf('daemon'),
    dbus: levelOf('dbus'),
    devices: levelOf('devices'),
    engine: levelOf('engine'),
    health: levelOf('health'),
    library: levelOf('library'),
    logging: levelOf('logging'),
    metrics: levelOf('metrics'),
    presets: levelOf('presets'),
    systemd: levelOf('systemd'),
  } satisfies Readonly<Record<LogCategory, SchemaSection[string]>>,
  file: {
    doc: 'Log file as well; empty for none.',
    format: path,
    default: '',
    applies: 'live',
  },
  error_file: {
    doc: 'File for errors alone; empty for one beside log.file, when there is that.',
    format: path,
    default: '',
    applies: 'live',
  },
  metrics_file: {
    doc: 'File for METRIC records alone; empty for one beside log.file, when there is that.',
    format: path,
    default: '',
    applies: 'live',
  },
  rotation: {
    doc: 'When a file is put aside for a new one: size when it has grown to log.max_size_mb, day at midnight.',
    format: oneOf(['size', 'day']),
    default: 'size' as 'size' | 'day',
    applies: 'live',
  },
  max_size_mb: {
    doc: 'Size at which a file is put aside.',
    unit: 'MB',
    format: integerBetween(1, 1024),
    default: 10,
    applies: 'live',
  },
  kept_files: {
    doc: 'Files that are kept when rotation is by size.',
    unit: 'files',
    format: integerBetween(1, 1000),
    default: 5,
    applies: 'live',
  },
  kept_days: {
    doc: 'Files that are kept when rotation is by day.',
    unit: 'days',
    format: integerBetween(1, 1000),
    default: 30,
    applies: 'live',
  },
} satisfies SchemaSection;
