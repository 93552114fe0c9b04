/** `fw16-synth devices`: what was found, what it can do, what is used, and why not. */
import { loadConfiguration } from '../../config/load.js';
import { DeviceRegistry } from '../../daemon/deviceRegistry.js';
import type { DeviceProperties } from '../../dbus/instrument.js';
import { SynthError } from '../../errors/errors.js';
import { columns, printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

/** A device, and why it is used or not. */
interface DeviceLine extends DeviceProperties {
  readonly Reason: string;
  /** Empty when there is nothing to mend. */
  readonly Remedy: string;
}

/** Devices as this process finds them in sysfs; none is opened. @throws SynthError CONFIG_INVALID. */
export function foundDevices(): readonly DeviceProperties[] {
  const registry = new DeviceRegistry({ configured: loadConfiguration().get('input.devices') });
  registry.refresh();
  return [...registry.devices.values()];
}

/**
 * @param connect Finds the daemon, which knows best; without it they are looked for.
 * @param found See `foundDevices`.
 */
export async function devices(
  connect: () => Promise<InstrumentClient>,
  json: boolean,
  found: () => readonly DeviceProperties[] = foundDevices,
): Promise<void> {
  const told = await fromDaemon(connect);
  const lines = (told ?? found()).map(explained);
  if (json) return printJson({ daemon: told !== undefined, devices: lines });
  if (lines.length === 0) process.stdout.write('No input device was found.\n');
  process.stdout.write(
    columns(lines.map((line) => [line.Node, line.State, line.Kind, line.Name, line.Capabilities.join(' ')])),
  );
  for (const { Node, Remedy, Reason } of lines.filter((line) => line.Remedy !== ''))
    process.stdout.write(`\n${Node}: ${Reason}\n  remedy: ${Remedy}\n`);
  if (told === undefined) process.stdout.write('\nThe daemon does not run; this is what it would find.\n');
}

const notReachable: ReadonlySet<string> = new Set(['DAEMON_NOT_REACHABLE', 'BUS_UNAVAILABLE']);

async function fromDaemon(
  connect: () => Promise<InstrumentClient>,
): Promise<readonly DeviceProperties[] | undefined> {
  try {
    const client = await connect();
    try {
      return await client.devices();
    } finally {
      await client.close();
    }
  } catch (error) {
    if (error instanceof SynthError && notReachable.has(error.code)) return undefined;
    throw error;
  }
}

const joinGroup = 'sudo usermod -aG input "$USER", then log in again; more: fw16-synth doctor';

/** A device with the reason of its state. */
export function explained(device: DeviceProperties): DeviceLine {
  const { reason, remedy = '' } = explanation(device);
  return { ...device, Reason: reason, Remedy: remedy };
}

function explanation({ State, Kind, Grabbed }: DeviceProperties): { reason: string; remedy?: string } {
  switch (State) {
    case 'playing':
      return { reason: Grabbed ? 'it is played, and belongs to the instrument alone' : 'it is played' };
    case 'waiting':
      return { reason: 'it is played, and will belong to the instrument alone when its keys are up' };
    case 'available':
      return { reason: 'it will be played when the instrument is active' };
    case 'watched':
      return { reason: 'its toggle key is listened to' };
    case 'denied':
      return { reason: 'it may not be read', remedy: joinGroup };
    case 'lost':
      return {
        reason: 'it is gone, or does not open',
        remedy: 'Plug it in; it is taken into use by itself.',
      };
    default:
      return {
        reason: Kind === 'keyboard' ? 'it is not in input.devices' : 'it has no letters to play with',
      };
  }
}
