/** Turns the instrument on and off. Belongs to the play thread. */
import {
  type GrantedScheduling,
  ownThreadId,
  readScheduling,
  releaseRealtime,
  requestRealtime,
} from '../linux/realtime.js';
import type { AudioChange, AudioOutput } from './audioOutput.js';
import type { DeviceTable } from './deviceTable.js';
import type { DeviceRequest, Notification } from './messages.js';
import type { PlayPath } from './playPath.js';

export interface ActivationParts {
  readonly audio: AudioOutput;
  readonly devices: DeviceTable;
  readonly path: PlayPath;
  /** Ask for a real-time priority. */
  readonly realtime: boolean;
  notify(notification: Notification): void;
}

export class Activation {
  active = false;

  private readonly parts: ActivationParts;

  constructor(parts: ActivationParts) {
    this.parts = parts;
  }

  /**
   * Opens audio, asks for a real-time priority and takes the devices, in this order: nobody's keyboard is taken for an
   * instrument that cannot sound. Devices that do not open are reported and tried again later.
   * @throws SynthError for what kept audio from opening; nothing is open then.
   */
  begin(requests: readonly DeviceRequest[], nowUs: number): GrantedScheduling {
    const { audio, devices } = this.parts;
    try {
      audio.open(nowUs);
      // Only now, so that the threads of the library and of the sound server's are not made with this priority.
      const scheduling = this.askForPriority();
      devices.set(requests, nowUs);
      this.active = true;
      return scheduling;
    } catch (error) {
      devices.close(nowUs);
      if (audio.state !== 'abandoned') audio.close();
      releaseRealtime();
      throw error;
    }
  }

  /**
   * Gives the devices back, ends every note and closes the driver, in this order: whatever may take long comes after
   * the player has the keyboard again.
   * @returns What has come to light about the audio driver.
   */
  end(nowUs: number): AudioChange {
    const { audio, devices, path } = this.parts;
    this.active = false;
    devices.close(nowUs);
    path.panic(nowUs);
    path.forgetRequests();
    releaseRealtime();
    return audio.release(nowUs);
  }

  private askForPriority(): GrantedScheduling {
    const { realtime, notify } = this.parts;
    if (!realtime) return readScheduling('not asked for');
    const scheduling = requestRealtime();
    if (scheduling.policy === 'other') notify({ type: 'realtime-denied', threadId: ownThreadId() });
    return scheduling;
  }
}
