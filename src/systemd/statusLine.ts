/** The one sentence on the daemon's state that `systemctl --user status fw16-synth` shows. */
import type { Fault } from '../errors/errors.js';

/** Devices that are played, by kind. */
export interface DeviceCounts {
  readonly keyboards: number;
  readonly touchpads: number;
  readonly midi: number;
}

/**
 * What there is to say.
 * - `starting`, `stopping`: in the middle of it; `doing` names the step
 * - `inactive`: waiting; `toggleKey` when a key that wakes it is watched
 * - `active`: playing
 * - `failed`: cannot play, and why
 */
export type DaemonState =
  | { readonly state: 'starting'; readonly doing: string }
  | { readonly state: 'inactive'; readonly toggleKey: boolean; readonly fault?: Fault | undefined }
  | {
      readonly state: 'active';
      readonly programName: string;
      /** The path of the sound font; empty for the built-in one. */
      readonly soundFont: string;
      readonly driver: string;
      readonly devices: DeviceCounts;
      readonly fault?: Fault | undefined;
    }
  | { readonly state: 'failed'; readonly fault: Fault }
  | { readonly state: 'stopping' };

/** Characters that a line may have. */
export const longestStatus = 200;

/** The sentence: one line of at most `longestStatus` characters. */
export function statusLine(state: DaemonState): string {
  switch (state.state) {
    case 'starting':
      return oneLine(`Starting: ${state.doing}`);
    case 'inactive': {
      const how = state.toggleKey ? 'press the Framework key or run' : 'run';
      const what = `Inactive: ${how} fw16-synth activate`;
      return state.fault === undefined ? what : withFault(`${what}.`, state.fault);
    }
    case 'active': {
      const font = soundFontName(state.soundFont);
      const what = `Active: ${state.programName} of ${font} on ${state.driver}, ${devices(state.devices)}`;
      return state.fault === undefined ? oneLine(what) : withFault(`${what}.`, state.fault);
    }
    case 'failed':
      return withFault('Failed:', state.fault);
    case 'stopping':
      return 'Stopping: ending every note';
  }
}

/** `/usr/share/sounds/sf2/TimGM6mb.sf2` is called TimGM6mb. */
function soundFontName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  return file === '' ? 'the built-in sound font' : file.replace(/\.(sf2|sf3|dls)$/i, '');
}

function devices({ keyboards, touchpads, midi }: DeviceCounts): string {
  const named = [
    count(keyboards, 'keyboard'),
    count(touchpads, 'touchpad'),
    midi === 0 ? '' : `${midi} MIDI`,
  ].filter((text) => text !== '');
  return named.length === 0 ? 'no devices' : named.join(', ');
}

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** What mends a fault is worth more than the whole of its cause: where both do not fit, the cause is cut short. */
function withFault(state: string, fault: Fault): string {
  const cause = flat(fault.message);
  const remedy = flat(fault.remedy);
  const whole = flat(`${state} ${cause} ${remedy}`);
  if (whole.length <= longestStatus) return whole;
  const room = longestStatus - state.length - remedy.length - 2;
  const shortest = 40;
  if (room < shortest) return cut(whole, longestStatus);
  return flat(`${state} ${cut(cause, room)} ${remedy}`);
}

function oneLine(text: string): string {
  return cut(flat(text), longestStatus);
}

function flat(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
}
