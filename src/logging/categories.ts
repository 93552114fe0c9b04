/** The parts of the program that log each at a level of their own. */
export const logCategories = [
  'audio',
  'cli',
  'config',
  'daemon',
  'dbus',
  'devices',
  'engine',
  'health',
  /** What libraries print, and the warnings of Node. */
  'library',
  'logging',
  /** Figures: the records that begin with METRIC. */
  'metrics',
  'presets',
  'systemd',
] as const;
export type LogCategory = (typeof logCategories)[number];
