/** What takes long asks the service manager for more time while it goes on. */
import type { Notifier } from './notifier.js';
import type { StartInterval } from './watchdog.js';
import { startInterval } from './watchdog.js';

/** A start or a reload is over long before the first time; whoever asks again is waited for. */
const askEveryMs = 5_000;
/** Three times as long as until it is asked again. Microseconds. */
const askedForUsec = 15e6;

/**
 * What an operation gives. As long as it goes on EXTEND_TIMEOUT_USEC keeps the manager from giving it up: it has to end
 * by itself, within the deadlines of its parts.
 */
export async function withPatience<Result>(
  notifier: Notifier,
  operation: Promise<Result>,
  interval: StartInterval = startInterval,
): Promise<Result> {
  const end = interval(() => notifier.extendTimeout(askedForUsec), askEveryMs);
  try {
    return await operation;
  } finally {
    end();
  }
}
