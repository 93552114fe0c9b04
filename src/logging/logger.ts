/**
 * The log: a logger for each category, standard error in the form that suits its reader, and the log files. For the
 * main thread only. Writing is synchronous, so that nothing is lost when the process ends.
 */
import { createRequire } from 'node:module';
import type * as Pino from 'pino';
import type { ErrorCategory, Fault } from '../errors/errors.js';
import { type LogCategory, logCategories } from './categories.js';
import { type Clock, systemClock } from './clock.js';
import { type Destination, findDestination } from './destination.js';
import { type LogLevel, levelNumbers } from './levels.js';
import { LogOutput } from './logOutput.js';
import { type LogFields, plainFields } from './record.js';
import type { LogSettings } from './settings.js';

/** What a part of the program logs with. No method ever throws. */
export interface Logger {
  trace(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warning(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  critical(message: string, fields?: LogFields): void;
  /** Logs a fault with its code and its remedy; as an error when it stops something, else as a warning. */
  fault(fault: Fault, fields?: LogFields, level?: LogLevel): void;
  /** True when a record of this level would be written: for what takes effort to say. */
  isEnabled(level: LogLevel): boolean;
}

type PinoLogger = Pino.Logger<LogLevel>;

const faultLevels: Readonly<Record<ErrorCategory, LogLevel>> = {
  transient: 'warning',
  recoverable: 'error',
  degraded: 'warning',
  fatal: 'error',
};

class CategoryLogger implements Logger {
  private readonly pino: PinoLogger;

  constructor(pino: PinoLogger) {
    this.pino = pino;
  }

  trace(message: string, fields?: LogFields): void {
    this.log('trace', message, fields);
  }

  debug(message: string, fields?: LogFields): void {
    this.log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.log('info', message, fields);
  }

  warning(message: string, fields?: LogFields): void {
    this.log('warning', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.log('error', message, fields);
  }

  critical(message: string, fields?: LogFields): void {
    this.log('critical', message, fields);
  }

  fault(fault: Fault, fields?: LogFields, level: LogLevel = faultLevels[fault.category]): void {
    const { code, remedy } = fault;
    this.log(level, fault.message, { code, remedy, ...fields });
  }

  isEnabled(level: LogLevel): boolean {
    return this.pino.isLevelEnabled(level);
  }

  setLevel(level: LogLevel): void {
    this.pino.level = level;
  }

  private log(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (!this.pino.isLevelEnabled(level)) return;
    // Fields are one object inside, so that none takes the place of the time or of the message.
    if (fields === undefined) this.pino[level](message);
    else this.pino[level]({ fields: plainFields(fields) }, message);
  }
}

export class Log {
  private settings: LogSettings;
  private readonly output: LogOutput;
  private readonly loggers: Readonly<Record<LogCategory, CategoryLogger>>;

  constructor(settings: LogSettings, destination: Destination, clock: Clock) {
    this.settings = settings;
    this.output = new LogOutput(destination, clock, {
      unwritable: (fault) => this.loggers.logging.fault(fault),
      writable: (lost) => this.loggers.logging.info('The log files are written again.', { lines_lost: lost }),
    });
    const pino = createPino(this.output, clock);
    this.loggers = Object.fromEntries(
      logCategories.map((category) => [category, new CategoryLogger(pino.child({ category }))]),
    ) as Record<LogCategory, CategoryLogger>;
    this.setLevels(settings);
    this.output.openFiles(settings);
  }

  /** LOG_UNWRITABLE while a log file cannot be written. */
  get fault(): Fault | undefined {
    return this.output.fault;
  }

  category(category: LogCategory): Logger {
    return this.loggers[category];
  }

  /**
   * Records a figure: `METRIC audio_latency_ms=1.2 ms`.
   * @param unit As it is written after figures: `ms`, `bytes`, `%`; empty for a plain number.
   */
  metric(name: string, value: number, unit: string, fields?: LogFields): void {
    const shown = `METRIC ${name}=${value}${unit === '' ? '' : ` ${unit}`}`;
    this.loggers.metrics.info(shown, { ...fields, name, value, unit });
  }

  /** Takes other settings, from the next record on. */
  apply(settings: LogSettings): void {
    const before = this.settings;
    this.settings = settings;
    this.setLevels(settings);
    if (filesDiffer(before, settings)) this.output.openFiles(settings);
  }

  /** Opens the log files anew, for whoever has moved them. */
  reopen(): void {
    this.output.reopen();
  }

  /** Writes what is held back: repetitions, and what a slow reader has not taken. */
  flush(): void {
    this.output.flush();
  }

  /** Flushes and closes the files; what is logged afterwards goes to standard error alone. */
  close(): void {
    this.output.close();
  }

  private setLevels({ level, levels }: LogSettings): void {
    for (const category of logCategories) this.loggers[category].setLevel(levels[category] ?? level);
  }
}

/** @param destination Where it goes besides the files; standard error, in the form that suits what it is. */
export function createLogger(
  settings: LogSettings,
  destination: Destination = findDestination(),
  clock: Clock = systemClock,
): Log {
  return new Log(settings, destination, clock);
}

function filesDiffer(a: LogSettings, b: LogSettings): boolean {
  const files = ({ file, errorFile, metricsFile, rotation }: LogSettings): string =>
    JSON.stringify([file, errorFile, metricsFile, rotation]);
  return files(a) !== files(b);
}

/** Loaded here, and without its transports, each of which is a thread: whoever does not log does not pay for it. */
function createPino(output: LogOutput, clock: Clock): PinoLogger {
  const pino = createRequire(import.meta.url)('pino') as typeof Pino.pino;
  return pino<LogLevel, true>(
    {
      base: null,
      level: 'trace',
      customLevels: levelNumbers,
      useOnlyCustomLevels: true,
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date(clock.now()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    output,
  );
}
