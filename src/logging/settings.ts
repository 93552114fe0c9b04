/** What can be set about the log. */
import { type LogCategory, logCategories } from './categories.js';
import { type LogLevel, parseLogLevel } from './levels.js';

/** When a log file is put aside for a new one. */
export type LogRotation =
  /** When it would exceed `maxBytes`; `backups` old ones are kept, as `app.log.1` (the newest), `app.log.2`, … */
  | { readonly by: 'size'; readonly maxBytes: number; readonly backups: number }
  /** When a new day (UTC, as the time of the records) begins; `days` old ones are kept, as `app.log.2026-11-20`. */
  | { readonly by: 'day'; readonly days: number };

export interface LogSettings {
  /** What is less grave is not logged. */
  readonly level: LogLevel;
  /** Other levels for single categories. */
  readonly levels: Readonly<Partial<Record<LogCategory, LogLevel>>>;
  /** The log file, or empty for none. */
  readonly file: string;
  /** Errors alone; empty for `app_error.log` beside a log file `app.log`. */
  readonly errorFile: string;
  /** METRIC records alone; empty for `metrics.log` beside the log file. */
  readonly metricsFile: string;
  readonly rotation: LogRotation;
}

export const sizeRotation: LogRotation = { by: 'size', maxBytes: 10 * 1024 * 1024, backups: 5 };
export const dayRotation: LogRotation = { by: 'day', days: 30 };

export const defaultLogSettings: LogSettings = {
  level: 'info',
  levels: {},
  file: '',
  errorFile: '',
  metricsFile: '',
  rotation: sizeRotation,
};

/** The section `log` of the configuration, which has been checked. */
export interface LogSection {
  readonly level: string;
  /** A level, or `default`. */
  readonly levels: Readonly<Record<string, string>>;
  readonly file: string;
  readonly error_file: string;
  readonly metrics_file: string;
  readonly rotation: string;
  readonly max_size_mb: number;
  readonly kept_files: number;
  readonly kept_days: number;
}

const bytesPerMegabyte = 1024 * 1024;

/** What the configuration means to the log. A word that is no level counts as the default. */
export function logSettings(section: LogSection): LogSettings {
  const levels: Partial<Record<LogCategory, LogLevel>> = {};
  for (const category of logCategories) {
    const level = parseLogLevel(section.levels[category] ?? '');
    if (level !== undefined) levels[category] = level;
  }
  return {
    level: parseLogLevel(section.level) ?? defaultLogSettings.level,
    levels,
    file: section.file,
    errorFile: section.error_file,
    metricsFile: section.metrics_file,
    rotation:
      section.rotation === 'day'
        ? { by: 'day', days: section.kept_days }
        : {
            by: 'size',
            maxBytes: section.max_size_mb * bytesPerMegabyte,
            backups: section.kept_files,
          },
  };
}
