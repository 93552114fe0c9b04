/** What every source of kernel input events offers, whether an event node, a stream of records or a recording. */

/** What a device is used as. */
export type DeviceKind = 'keyboard' | 'touchpad' | 'midi';
export const deviceKinds: readonly DeviceKind[] = ['keyboard', 'touchpad', 'midi'];

/** Receives events one by one, in the order of the kernel. Times are microseconds of CLOCK_MONOTONIC. */
export interface InputEventSink {
  /** One `struct input_event`; what its numbers mean, and whether they mean anything, is the receiver's business. */
  event(type: number, code: number, value: number, timeUs: number): void;
  /**
   * Events were lost: only the state counts now.
   * @param heldKeys One bit a key code, set for the keys that are down; null when no key can be down any more.
   */
  resync(heldKeys: Uint8Array | null, timeUs: number): void;
}

/**
 * What reading left behind.
 * - `open`: there will be more
 * - `ended`: a recording is over
 * - `lost`: the device is gone; its owner closes it and may try to open it again
 */
export type ReadOutcome = 'open' | 'ended' | 'lost';

export interface InputDevice {
  /** The path by which the device was configured or found. */
  readonly path: string;
  /** The name that the device gives itself, or its path. */
  readonly name: string;
  readonly kind: DeviceKind;
  /** The descriptor to poll for input; the same as long as the device is open. */
  readonly fd: number;
  /** Timestamps that were replaced by the time of arrival, being zero or more than a second off. */
  readonly restamped: number;
  /** Times that events were lost before they came here. */
  readonly droppedSyncs: number;
  /** Hands on what can be read without waiting; of a flood only a part, for others wait too. Never throws. */
  read(nowUs: number, sink: InputEventSink): ReadOutcome;
  /** Releases the descriptor, and the grab if there is one. Calling it again does nothing. */
  close(): void;
}
