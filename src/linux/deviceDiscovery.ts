/**
 * Finds input devices by what they can do, from sysfs alone: nothing is opened. Capabilities lie there as hexadecimal
 * words of 64 bits, the most significant first.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { hasBit } from './bitmap.js';
import { abs, button, eventType, inputProperty, key, rel } from './inputEventCodes.js';

/**
 * What a node is good for.
 * - `keyboard`: has the letters of a typing keyboard
 * - `keys`: has keys, but no letters: volume, brightness, the toggle key
 * - `touchpad`: reports absolute contacts of fingers
 * - `other`: anything else
 */
export type NodeClass = 'keyboard' | 'keys' | 'touchpad' | 'other';

/**
 * What a node can do, in words.
 * - `letters`: the letters of a typing keyboard
 * - `keys`: any key that is not a button
 * - `toggle-key`: the key that turns the instrument on and off
 * - `buttons`: those of mice and touchpads
 * - `pointer`: moves a pointer
 * - `touch`: absolute contacts of fingers
 * - `pressure`: measures how hard a contact presses
 * - `contact-size`: measures how large a contact is
 * - `switches`: a lid, a tablet mode
 * - `leds`: lights of its own
 */
export const capabilityWords = [
  'letters',
  'keys',
  'toggle-key',
  'buttons',
  'pointer',
  'touch',
  'pressure',
  'contact-size',
  'switches',
  'leds',
] as const;
export type Capability = (typeof capabilityWords)[number];

export interface DiscoveredNode {
  /** The event node, /dev/input/eventN. */
  readonly path: string;
  readonly name: string;
  readonly class: NodeClass;
  /** Of `capabilityWords`, in their order. */
  readonly capabilities: readonly string[];
  /** Where it is plugged in, as the kernel names it; empty when it does not. All nodes of one device begin alike. */
  readonly physicalPath: string;
  /** The serial number that the device gives itself; usually empty. */
  readonly serial: string;
  readonly bus: number;
  readonly vendor: number;
  readonly product: number;
  /** The node can send the key that turns the instrument on and off. */
  readonly hasToggleKey: boolean;
}

const bytesPerWord = 8;
const letters = [key.q, key.p, key.a, key.l, key.z, key.m];

/**
 * All event nodes, in the order of their numbers.
 * @param sysfs The root of sysfs, and `devices` the folder of the nodes; tests have their own.
 * @param toggleKey The code of the key that turns the instrument on and off.
 */
export function discoverNodes(
  sysfs = '/sys',
  devices = '/dev/input',
  toggleKey: number = key.config,
): DiscoveredNode[] {
  let entries: string[];
  try {
    entries = readdirSync(`${sysfs}/class/input`);
  } catch {
    return [];
  }
  const numbers = entries.flatMap((entry) => {
    const match = /^event(\d+)$/.exec(entry);
    return match === null ? [] : [Number(match[1])];
  });
  numbers.sort((a, b) => a - b);
  return numbers.map((number) =>
    describe(`${sysfs}/class/input/event${number}/device`, `${devices}/event${number}`, toggleKey),
  );
}

/** The bits of a node, by what they are about. */
interface NodeBits {
  readonly types: Uint8Array;
  readonly keys: Uint8Array;
  readonly moves: Uint8Array;
  readonly axes: Uint8Array;
  readonly properties: Uint8Array;
}

function describe(folder: string, path: string, toggleKey: number): DiscoveredNode {
  const bits: NodeBits = {
    types: parseBitmap(readText(`${folder}/capabilities/ev`)),
    keys: parseBitmap(readText(`${folder}/capabilities/key`)),
    moves: parseBitmap(readText(`${folder}/capabilities/rel`)),
    axes: parseBitmap(readText(`${folder}/capabilities/abs`)),
    properties: parseBitmap(readText(`${folder}/properties`)),
  };
  const able = abilities(bits, toggleKey);
  return {
    path,
    name: readText(`${folder}/name`),
    class: classify(bits, able),
    capabilities: capabilityWords.filter((word) => able[word]),
    physicalPath: readText(`${folder}/phys`),
    serial: readText(`${folder}/uniq`),
    bus: Number.parseInt(readText(`${folder}/id/bustype`), 16) || 0,
    vendor: Number.parseInt(readText(`${folder}/id/vendor`), 16) || 0,
    product: Number.parseInt(readText(`${folder}/id/product`), 16) || 0,
    hasToggleKey: able['toggle-key'],
  };
}

function abilities({ types, keys, moves, axes }: NodeBits, toggleKey: number): Record<Capability, boolean> {
  const hasKeys = hasBit(types, eventType.key);
  return {
    letters: hasKeys && letters.every((letter) => hasBit(keys, letter)),
    keys: hasKeys && keys.subarray(0, button.misc >> 3).some((byte) => byte !== 0),
    'toggle-key': hasBit(keys, toggleKey),
    buttons: hasBit(keys, button.left),
    pointer: hasBit(moves, rel.x) && hasBit(moves, rel.y),
    touch: hasBit(axes, abs.mtPositionX) && hasBit(axes, abs.mtPositionY),
    pressure: hasBit(axes, abs.mtPressure) || hasBit(axes, abs.pressure),
    'contact-size': hasBit(axes, abs.mtTouchMajor),
    switches: hasBit(types, eventType.sw),
    leds: hasBit(types, eventType.led),
  };
}

function classify({ keys, properties }: NodeBits, able: Readonly<Record<Capability, boolean>>): NodeClass {
  if (able.touch && hasBit(keys, button.toolFinger) && !hasBit(properties, inputProperty.direct))
    return 'touchpad';
  if (able.letters) return 'keyboard';
  return able.keys ? 'keys' : 'other';
}

/** The bits of a capability file, bit n in byte n / 8; none when the text is anything but words. */
export function parseBitmap(text: string): Uint8Array {
  const words = text.trim().split(/\s+/);
  if (!words.every((word) => /^[0-9a-f]{1,16}$/i.test(word))) return new Uint8Array(0);
  const bits = new Uint8Array(words.length * bytesPerWord);
  words.reverse().forEach((word, index) => {
    new DataView(bits.buffer).setBigUint64(index * bytesPerWord, BigInt(`0x${word}`), true);
  });
  return bits;
}

/** A file of sysfs without its newline, or nothing when the node has just gone. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}
