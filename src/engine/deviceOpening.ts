/** Opens whatever a path names: an event node, a FIFO, a socket, a recording. */
import { type Fault, SynthError } from '../errors/errors.js';
import { LinuxEvdevDevice } from '../linux/evdevDevice.js';
import { readEvemu } from '../linux/evemu.js';
import type { InputDevice } from '../linux/inputDevice.js';
import { RecordedDevice } from '../linux/recordedDevice.js';
import { deviceStats, StreamDevice } from '../linux/streamDevice.js';
import type { DeviceRequest } from './messages.js';

/**
 * Opens a device to play.
 * @param recordingDelayUs Microseconds before the first event of a recording.
 * @throws SynthError DEVICE_…, or RECORDING_INVALID.
 */
export function openDevice({ path, kind }: DeviceRequest, recordingDelayUs: number): InputDevice {
  if (kind !== 'keyboard') {
    throw new SynthError(
      'DEVICE_UNSUITABLE',
      `${path} is configured as a ${kind}, and only keyboards are played so far.`,
      'Set its kind to keyboard, or take it out of input.devices.',
    );
  }
  const stats = deviceStats(path);
  if (stats.isFile()) return new RecordedDevice(readEvemu(path), path, kind, recordingDelayUs);
  if (stats.isFIFO() || stats.isSocket()) return new StreamDevice(path, kind);
  return new LinuxEvdevDevice(path, kind);
}

/**
 * Opens a node of which only one key is of interest.
 * @throws SynthError DEVICE_….
 */
export function openWatchedNode(path: string): InputDevice {
  const stats = deviceStats(path);
  if (stats.isFIFO() || stats.isSocket()) return new StreamDevice(path, 'keyboard');
  return new LinuxEvdevDevice(path, 'keyboard');
}

/** What the loss of a device means to a person. */
export function lostFault(path: string): Fault {
  return new SynthError(
    'DEVICE_LOST',
    `${path} is gone; its notes have ended.`,
    'Plug it in again: it is taken into use as soon as it is there.',
  ).toFault();
}
