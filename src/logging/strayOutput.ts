/**
 * What nobody meant to log: what libraries print, Node's warnings, and errors that nobody caught. In the daemon it all
 * becomes records, so that standard error holds nothing else. What native code prints by itself is not seen here.
 */
import type { Log, Logger } from './logger.js';

/** A line longer than this is cut into several. */
const longestLine = 8_192;

/**
 * Makes records of what is written to `process.stdout` and `process.stderr`, by whatever means, a record a line.
 * @returns Puts things back as they were.
 */
export function captureOutput(log: Log): () => void {
  const logger = log.category('library');
  const restorers = [
    capture(process.stdout, (line) => logger.info(line, { stream: 'stdout' })),
    capture(process.stderr, (line) => logger.warning(line, { stream: 'stderr' })),
  ];
  return () => {
    for (const restore of restorers) restore();
  };
}

function capture(stream: NodeJS.WriteStream, tell: (line: string) => void): () => void {
  const { write } = stream;
  const decoder = new TextDecoder();
  let rest = '';
  const take = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    while (rest.length > longestLine) {
      lines.push(rest.slice(0, longestLine));
      rest = rest.slice(longestLine);
    }
    for (const line of lines) if (line.trim() !== '') tell(line);
  };
  stream.write = (chunk: Uint8Array | string, ...more: unknown[]): boolean => {
    take(typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const written = more.find((argument) => typeof argument === 'function');
    if (written !== undefined) process.nextTick(written as () => void);
    return true;
  };
  return () => {
    if (rest !== '') take('\n');
    stream.write = write;
  };
}

/**
 * Makes records of Node's warnings, instead of the lines that it prints.
 * @returns Puts things back as they were.
 */
export function captureWarnings(log: Log): () => void {
  const logger = log.category('library');
  const before = process.listeners('warning');
  const tell = (warning: Error): void => logger.warning(`${warning.name}: ${warning.message}`);
  process.removeAllListeners('warning');
  process.on('warning', tell);
  return () => {
    process.off('warning', tell);
    for (const listener of before) process.on('warning', listener);
  };
}

/**
 * Logs an error that nobody caught, with its stack, flushes, and ends the process.
 * @param end Called after it; ends the process with status 1 unless told otherwise.
 * @returns Puts things back as they were.
 */
export function logUncaught(log: Log, end: (error: unknown) => void = () => process.exit(1)): () => void {
  const logger: Logger = log.category('daemon');
  const tell = (error: unknown, origin: string): void => {
    const message = error instanceof Error ? error.message : String(error);
    logger.critical(`Uncaught: ${message}`, { origin, error });
    log.flush();
    end(error);
  };
  process.on('uncaughtException', tell);
  return () => {
    process.off('uncaughtException', tell);
  };
}

/**
 * Has what is held back written when the process ends.
 * @returns Puts things back as they were.
 */
export function flushAtExit(log: Log): () => void {
  const flush = (): void => log.flush();
  process.on('exit', flush);
  return () => {
    process.off('exit', flush);
  };
}
