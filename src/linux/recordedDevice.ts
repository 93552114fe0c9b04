/**
 * A recording that plays like a device: its events become readable at their times. A timer descriptor stands for the
 * node, so that they take the same way through the same poll as a live key.
 */
import { openError } from './evdevDevice.js';
import type { EvemuRecording } from './evemu.js';
import type { DeviceKind, InputDevice, InputEventSink, ReadOutcome } from './inputDevice.js';
import { clock, close, errno, read, timerfdCreate, timerfdSettime } from './libc.js';
import { monotonicUs } from './monotonicClock.js';

const TFD_NONBLOCK = 0o4000;
const TFD_CLOEXEC = 0o2000000;
const TFD_TIMER_ABSTIME = 1;

export class RecordedDevice implements InputDevice {
  readonly path: string;
  readonly name: string;
  readonly kind: DeviceKind;
  readonly fd: number;
  readonly restamped = 0;
  readonly droppedSyncs = 0;

  private readonly recording: EvemuRecording;
  private readonly startUs: number;
  private readonly expirations = new Uint8Array(8);
  // struct itimerspec: interval and value, each 64-bit seconds and nanoseconds.
  private readonly timer = new Uint32Array(8);
  private next = 0;
  private closed = false;

  /**
   * @param delayUs How long after now the first event comes, in microseconds.
   * @throws SynthError DEVICE_FAILED when there is no timer to be had.
   */
  constructor(recording: EvemuRecording, path: string, kind: DeviceKind, delayUs = 0) {
    this.recording = recording;
    this.path = path;
    this.name = recording.name === '' ? path : recording.name;
    this.kind = kind;
    this.startUs = monotonicUs() + delayUs;
    this.fd = timerfdCreate(clock.monotonic, TFD_NONBLOCK | TFD_CLOEXEC);
    if (this.fd < 0) throw openError(path, errno());
    this.arm();
  }

  read(nowUs: number, sink: InputEventSink): ReadOutcome {
    read(this.fd, this.expirations, 8);
    const { events } = this.recording;
    while (this.next < events.length) {
      const index = this.next;
      const dueUs = this.startUs + (events.timeUs[index] as number);
      if (dueUs > nowUs) {
        this.arm();
        return 'open';
      }
      this.next++;
      sink.event(
        events.type[index] as number,
        events.code[index] as number,
        events.value[index] as number,
        dueUs,
      );
    }
    return 'ended';
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    close(this.fd);
  }

  private arm(): void {
    const dueUs = this.startUs + (this.recording.events.timeUs[this.next] ?? 0);
    const seconds = Math.floor(dueUs / 1e6);
    this.timer[4] = seconds;
    // Rounded up, so that the timer never fires just before the event is due.
    this.timer[6] = Math.min(999_999_999, Math.ceil((dueUs - seconds * 1e6) * 1e3));
    timerfdSettime(this.fd, TFD_TIMER_ABSTIME, this.timer, null);
  }
}
