/** Keyboards, who may read them, and the toggle key. */
import type { DeviceRequest } from '../../engine/messages.js';
import { discoverNodes } from '../../linux/deviceDiscovery.js';
import { type Check, type Finding, fault, ok, warning } from './check.js';
import type { ReadConfigured } from './configured.js';
import { configuredKeyboards, isEventNode, isPlayable } from './configuredDevices.js';
import { joinGroup, nixosGroup } from './joinGroup.js';
import type { Machine } from './machine.js';

/** What these checks need of a node. */
export interface FoundNode {
  readonly path: string;
  readonly name: string;
  readonly class: string;
  readonly hasToggleKey: boolean;
}

/** The line that a desktop shortcut can run in place of a toggle key. */
export const toggleLine =
  'busctl --user call org.fw16synth.Synth1 /org/fw16synth/Synth1 org.fw16synth.Synth1.Synthesizer Toggle';

/**
 * The checks, over the nodes of this machine or those of a test.
 * @param read What is configured: where devices are, they alone are played.
 */
export function deviceChecks(
  read: ReadConfigured,
  discover: () => readonly FoundNode[] = () => discoverNodes(),
): readonly Check[] {
  return [
    {
      name: 'keyboards',
      look(machine) {
        const { devices } = read();
        return devices.length > 0 ? configuredKeyboards(machine, devices) : keyboards(machine, discover());
      },
    },
    {
      name: 'group input',
      look: (machine) => inputGroup(machine, discover(), read().devices),
    },
    { name: 'toggle key', look: (machine) => toggleKey(machine, discover()) },
  ];
}

function keyboards(machine: Machine, nodes: readonly FoundNode[]): Finding {
  const found = nodes.filter((node) => node.class === 'keyboard');
  if (found.length === 0) {
    return fault(
      `none of ${nodes.length} input devices has letters`,
      'Plug one in, or name it: input.devices in the configuration. Without any: fw16-synth demo',
    );
  }
  const denied = found.filter(({ path }) => machine.exists(path) && !machine.mayRead(path));
  const gone = found.filter(({ path }) => !machine.exists(path));
  if (denied.length > 0) {
    return fault(`may not be read: ${named(denied)}`, joinGroup(machine), nixosGroup(machine));
  }
  if (gone.length === found.length) {
    return fault(
      `the kernel has ${named(gone)}, but there is no such node`,
      'In a container, pass /dev/input into it: --device /dev/input',
    );
  }
  return ok(`${named(found)}; /dev/uinput is not needed`);
}

function named(nodes: readonly FoundNode[]): string {
  return nodes.map(({ name, path }) => `${name} (${path})`).join(', ');
}

/** Who may read keyboards: everything that comes in on Debian, the devices that can be played on NixOS. */
const readingGroups = ['input', 'fw16-synth'];

/** Membership in /etc/group counts from the next login on, which is the most frequent surprise of all. */
function inputGroup(
  machine: Machine,
  nodes: readonly FoundNode[],
  configured: readonly DeviceRequest[],
): Finding {
  if (machine.userId === 0) return ok('not needed by root');
  const groups = (machine.read('/etc/group') ?? '')
    .split('\n')
    .map((line) => line.split(':'))
    .filter(([name = '']) => readingGroups.includes(name));
  const effective = groups.find(([, , id]) => machine.groups.includes(Number(id)));
  if (effective !== undefined) return ok(`${machine.userName} is in ${effective[0]}`);
  if (configured.length > 0 && !needGroup(machine, configured))
    return ok(`${machine.userName} is not in it; the devices in input.devices do not need it`);
  const listed = groups.find(([, , , members = '']) => members.split(',').includes(machine.userName));
  if (listed !== undefined) {
    return fault(
      `${machine.userName} is in ${listed[0]} since after this session began, so that it does not count yet`,
      `Log out and in again; if that does not help, for the user's services outlive the session: loginctl terminate-user ${machine.userName}`,
    );
  }
  const readable = nodes.filter(({ class: kind, path }) => kind === 'keyboard' && machine.mayRead(path));
  if (configured.length === 0 && readable.length > 0)
    return ok(`${machine.userName} is not in it, and may read the keyboards in another way`);
  return fault(`${machine.userName} is not in it`, joinGroup(machine), nixosGroup(machine));
}

/** Whether what is configured can be played by nobody but a member. */
function needGroup(machine: Machine, configured: readonly DeviceRequest[]): boolean {
  if (configured.some((device) => isPlayable(machine, device))) return false;
  return configured.some(({ path }) => isEventNode(machine, path));
}

function toggleKey(machine: Machine, nodes: readonly FoundNode[]): Finding {
  const found = nodes.filter((node) => node.hasToggleKey && node.class === 'keys');
  const [first] = found;
  if (first === undefined) {
    return warning(
      'no keyboard has KEY_CONFIG on a node without letters',
      `Bind a shortcut of the desktop to: ${toggleLine}`,
    );
  }
  const usable = found.find(({ path }) => machine.mayRead(path));
  if (usable !== undefined) return ok(`KEY_CONFIG of ${usable.name} (${usable.path})`);
  return warning(`${first.name} (${first.path}) may not be read`, joinGroup(machine), nixosGroup(machine));
}
