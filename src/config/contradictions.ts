/** What no setting says by itself: which of them contradict one another. */
import type { Configuration } from './schema.js';

/** One sentence for each contradiction. */
export function contradictions(configuration: Configuration): string[] {
  const { minimum, maximum, timing } = configuration.getProperties().velocity;
  const faults: string[] = [];
  const inOrder = (low: string, lowest: number, high: string, highest: number): void => {
    if (lowest > highest) faults.push(`${low} (${lowest}) must not be above ${high} (${highest})`);
  };
  inOrder('velocity.minimum', minimum, 'velocity.maximum', maximum);
  inOrder('velocity.timing.fast_ms', timing.fast_ms, 'velocity.timing.slow_ms', timing.slow_ms);
  inOrder('velocity.timing.softest', timing.softest, 'velocity.timing.loudest', timing.loudest);
  return faults;
}
