/** What the play thread tells of devices and programs. */
import { type Fault, SynthError } from '../errors/errors.js';
import type { DeviceObserver } from './deviceTable.js';
import type { Notification } from './messages.js';

/** Passes on what happens to devices. */
export function deviceNotices(notify: (notification: Notification) => void): DeviceObserver {
  return {
    deviceOpened: (path, name, grab, slot) => notify({ type: 'device-opened', path, name, grab, slot }),
    deviceLost: (path, fault) => notify({ type: 'device-lost', path, fault }),
    deviceReleased: (path) => notify({ type: 'device-released', path }),
    grabChanged: (path, grab) => notify({ type: 'grab-changed', path, grab }),
    recordingEnded: (path) => notify({ type: 'recording-ended', path }),
    fault: (path, fault) => notify({ type: 'fault', fault, path }),
  };
}

/**
 * A program that was chosen is not in the sound font.
 * @param instead What plays: the program from before, or the nearest that there is.
 */
export function missingProgramFault(bank: number, program: number, instead: 'former' | 'nearest'): Fault {
  const consequence =
    instead === 'former' ? 'the program stays as it was' : 'the nearest that it has plays instead';
  return new SynthError(
    'PROGRAM_NOT_FOUND',
    `The sound font has no program ${program} in bank ${bank}; ${consequence}.`,
    'Choose one of the sound font, or load another sound font.',
  ).toFault();
}
