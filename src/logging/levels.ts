/** How grave a record is, and the words for it. */

/** From the least to the gravest. */
export const logLevels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Words of other programs for the same. */
export const logLevelAliases = { warn: 'warning', fatal: 'critical' } as const;

const words: ReadonlyMap<string, LogLevel> = new Map<string, LogLevel>([
  ...logLevels.map((level) => [level, level] as const),
  ...Object.entries(logLevelAliases),
]);

/** Numbers that grow with the gravity. */
export const levelNumbers: Readonly<Record<LogLevel, number>> = {
  trace: 10,
  debug: 20,
  info: 30,
  warning: 40,
  error: 50,
  critical: 60,
};

/** The priorities of syslog(3), 0 to 7, which the journal takes. It has none below debug. */
export const syslogPriorities: Readonly<Record<LogLevel, number>> = {
  trace: 7,
  debug: 7,
  info: 6,
  warning: 4,
  error: 3,
  critical: 2,
};

/** The level that a word means, in capitals or not; undefined when it means none. */
export function parseLogLevel(word: string): LogLevel | undefined {
  return words.get(word.trim().toLowerCase());
}
