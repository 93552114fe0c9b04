/** The devices that the configuration names: whether each is there, can be played and may be read. */
import { quoted } from '../../config/fault.js';
import type { DeviceRequest } from '../../engine/messages.js';
import { type Finding, fault, ok } from './check.js';
import { joinGroup, nixosGroup } from './joinGroup.js';
import type { Machine } from './machine.js';

/** What is amiss with one device. */
interface Problem {
  readonly found: string;
  readonly remedy: string;
  readonly nixos?: string;
}

/** Whether a path is that of an event node, for which the group counts. */
export function isEventNode(machine: Machine, path: string): boolean {
  return path.startsWith('/dev/input/') || machine.stat(path)?.kind === 'character device';
}

/** Whether a device can be opened as a keyboard. */
export function isPlayable(machine: Machine, device: DeviceRequest): boolean {
  return device.kind === 'keyboard' && problemOf(machine, device.path) === undefined;
}

/** Judges the devices of `input.devices`, of which there is at least one. */
export function configuredKeyboards(machine: Machine, devices: readonly DeviceRequest[]): Finding {
  const problems = devices.flatMap(({ path }) => problemOf(machine, path) ?? []);
  if (problems.length > 0) return summed(problems);
  const keyboards = devices.filter(({ kind }) => kind === 'keyboard').map(({ path }) => path);
  if (keyboards.length > 0) return ok(`configured: ${keyboards.join(', ')}`);
  return fault(
    `none of ${devices.length} configured devices is a keyboard, and only keyboards are played`,
    'Name one with the kind keyboard in input.devices, or leave input.devices empty to play what is found.',
  );
}

function summed(problems: readonly Problem[]): Finding {
  const lines = (texts: readonly string[]): string => [...new Set(texts)].join('\n');
  const nixos = problems.flatMap((problem) => problem.nixos ?? []);
  return fault(
    problems.map(({ found }) => found).join('; '),
    lines(problems.map(({ remedy }) => remedy)),
    // In place of the remedies, and so only where it takes the place of all.
    nixos.length === problems.length ? lines(nixos) : undefined,
  );
}

function problemOf(machine: Machine, path: string): Problem | undefined {
  if (!path.startsWith('/')) {
    return {
      found: `${path} is relative`,
      remedy: `Write the path from the root on in input.devices; see it: realpath ${quoted(path)}`,
    };
  }
  if (!machine.exists(path)) return missing(path);
  const kind = machine.stat(path)?.kind;
  if (kind === 'folder' || kind === 'block device') {
    return {
      found: `${path} is a ${kind}`,
      remedy: 'Name an event node, a FIFO, a socket or a recording in input.devices.',
    };
  }
  // To connect to a socket is to write to it.
  const mayOpen = kind === 'socket' ? machine.mayWrite(path) : machine.mayRead(path);
  return mayOpen ? undefined : denied(machine, path, kind === 'socket');
}

function missing(path: string): Problem {
  const found = `${path} is not there`;
  const input = path.startsWith('/dev/input/');
  if (input) return { found, remedy: 'Plug it in, or name another in input.devices: fw16-synth devices' };
  return { found, remedy: `Make it, or name another in input.devices. A FIFO: mkfifo ${quoted(path)}` };
}

function denied(machine: Machine, path: string, isSocket: boolean): Problem {
  const found = `${path} may not be ${isSocket ? 'connected to' : 'read'}`;
  if (isEventNode(machine, path)) return { found, remedy: joinGroup(machine), nixos: nixosGroup(machine) };
  const word = quoted(path);
  return { found, remedy: `sudo chown ${machine.userName} ${word} && chmod u+rw ${word}` };
}
