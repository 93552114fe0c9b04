/** `fw16-synth --midi-list`: the raw MIDI devices of the kernel. None is opened. */
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { columns, printJson } from './output.js';

export interface MidiDevice {
  /** Such as /dev/snd/midiC1D0. */
  readonly path: string;
  readonly name: string;
  /** May be read by this user. */
  readonly permitted: boolean;
}

/** @param devices The folder of the nodes, and `sysfs` that of the cards; a test has its own. */
export function midiDevices(devices = '/dev/snd', sysfs = '/sys/class/sound'): readonly MidiDevice[] {
  return names(devices).flatMap((node) => {
    const card = /^midiC(\d+)D\d+$/.exec(node)?.[1];
    if (card === undefined) return [];
    const path = `${devices}/${node}`;
    return [{ path, name: text(`${sysfs}/card${card}/id`) || node, permitted: mayRead(path) }];
  });
}

export function listMidiDevices(json: boolean): void {
  const found = midiDevices();
  if (json) printJson({ played: false, devices: found });
  else process.stdout.write(deviceLines(found));
  process.stderr.write(midiNote);
}

function deviceLines(found: readonly MidiDevice[]): string {
  if (found.length === 0) return 'There is no MIDI device.\n';
  return columns(found.map(({ path, name, permitted }) => [path, name, permitted ? '' : 'may not be read']));
}

/** What there is to say when MIDI is asked for. */
export const midiNote = 'This version does not play MIDI devices yet.\n';

function names(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function mayRead(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
