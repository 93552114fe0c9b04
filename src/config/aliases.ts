/**
 * Other names for settings: those of the original program's production guides, and those that a setting once had.
 * They are accepted in files of every version; the canonical name wins where both are given in one place.
 */

/** Canonical keys by the other name. Where two other names are given in one place, the earlier of this table wins. */
export const aliases: ReadonlyMap<string, string> = new Map([
  ['performance.enable_profiling', 'performance.profiling'],
  ['production.enable_profiling', 'performance.profiling'],
  ['performance.metrics_collection', 'metrics.enabled'],
  ['production.enable_monitoring', 'metrics.enabled'],
  ['performance.health_monitoring', 'health.enabled'],
  ['production.enable_health_checks', 'health.enabled'],
  ['performance.log_level', 'log.level'],
  ['performance.log_file', 'log.file'],
  ['production.graceful_shutdown_timeout', 'shutdown.timeout_s'],
  ['production.error_recovery_enabled', 'recovery.enabled'],
]);

/** The key that a name stands for: itself where it is no other name. */
export function canonicalKey(name: string): string {
  return aliases.get(name) ?? name;
}

/** The sound font of the machine, below every file: what container images set. */
export const defaultSoundFontVariable = 'DEFAULT_SOUNDFONT';
