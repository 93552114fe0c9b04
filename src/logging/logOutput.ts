/** Where the lines of the logger go: standard error and the files, after repetitions are held back. */
import type { Fault } from '../errors/errors.js';
import type { Clock } from './clock.js';
import type { Destination } from './destination.js';
import { journalLine, terminalLine } from './lineFormats.js';
import { LineWriter } from './lineWriter.js';
import { type FileEvents, LogFiles } from './logFiles.js';
import { type LogRecord, parseRecord } from './record.js';
import { Repetitions } from './repetitions.js';
import type { LogSettings } from './settings.js';

const timeLength = 'yyyy-mm-ddThh:mm:ss.sssZ'.length;

export class LogOutput {
  /** LOG_UNWRITABLE while a log file cannot be written. */
  fault: Fault | undefined;

  private readonly destination: Destination;
  private readonly clock: Clock;
  private readonly events: FileEvents;
  private readonly standardError: LineWriter;
  private readonly repetitions: Repetitions<LogRecord>;
  private files: LogFiles | undefined;

  /** @param events Told what to log about the files. */
  constructor(destination: Destination, clock: Clock, events: FileEvents) {
    this.destination = destination;
    this.clock = clock;
    this.events = events;
    this.standardError = new LineWriter(destination.descriptor, clock);
    this.repetitions = new Repetitions((record, heldBack) => this.tellOfRepetitions(record, heldBack), clock);
  }

  /** The files that the settings name, instead of those before. */
  openFiles(settings: LogSettings): void {
    this.files?.close();
    this.fault = undefined;
    this.files = new LogFiles(
      settings,
      {
        unwritable: (fault) => {
          this.fault = fault;
          this.events.unwritable(fault);
        },
        writable: (lost) => {
          this.fault = undefined;
          this.events.writable(lost);
        },
      },
      this.clock.now,
    );
  }

  /** A line of the logger, as JSON. */
  write(line: string): void {
    const record = parseRecord(line);
    // The same figure twice is two figures.
    if (record.category === 'metrics' || this.repetitions.passes(keyOf(line), record))
      this.pass(record, line);
  }

  reopen(): void {
    this.files?.reopen();
  }

  flush(): void {
    this.repetitions.flush();
    this.standardError.flush();
  }

  close(): void {
    this.flush();
    this.files?.close();
    this.files = undefined;
  }

  private pass(record: LogRecord, line: string): void {
    this.standardError.write(this.shown(record, line));
    this.files?.write(record, line);
  }

  private shown(record: LogRecord, line: string): string {
    const { format, coloured } = this.destination;
    if (format === 'journal') return journalLine(record);
    return format === 'terminal' ? terminalLine(record, coloured) : line;
  }

  private tellOfRepetitions(last: LogRecord, heldBack: number): void {
    const message = `${last.message} … ${heldBack} more`;
    const record = { ...last, message, time: new Date(this.clock.now()).toISOString() };
    const { level, time, category, fields } = record;
    const line = JSON.stringify({ level: level.toUpperCase(), time, category, fields, message });
    this.pass(record, `${line}\n`);
  }
}

/** The line without its time, which stands before anything that comes from outside. */
function keyOf(line: string): string {
  const start = line.indexOf('"time":"') + '"time":"'.length;
  return line.slice(0, start) + line.slice(start + timeLength);
}
