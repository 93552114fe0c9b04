/**
 * Finds input devices by what they can do, from sysfs alone: nothing is opened. Capabilities lie there as hexadecimal
 * words of 64 bits, the most significant first.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { hasBit } from './bitmap.js';
import { abs, button, eventType, inputProperty, key } from './inputEventCodes.js';

/**
 * What a node is good for.
 * - `keyboard`: has the letters of a typing keyboard
 * - `keys`: has keys, but no letters: volume, brightness, the toggle key
 * - `touchpad`: reports absolute contacts of fingers
 * - `other`: anything else
 */
export type NodeClass = 'keyboard' | 'keys' | 'touchpad' | 'other';

export interface DiscoveredNode {
  /** The event node, /dev/input/eventN. */
  readonly path: string;
  readonly name: string;
  readonly class: NodeClass;
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
 */
export function discoverNodes(sysfs = '/sys', devices = '/dev/input'): DiscoveredNode[] {
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
    describe(`${sysfs}/class/input/event${number}/device`, `${devices}/event${number}`),
  );
}

function describe(folder: string, path: string): DiscoveredNode {
  const types = parseBitmap(readText(`${folder}/capabilities/ev`));
  const keys = parseBitmap(readText(`${folder}/capabilities/key`));
  const axes = parseBitmap(readText(`${folder}/capabilities/abs`));
  const properties = parseBitmap(readText(`${folder}/properties`));
  return {
    path,
    name: readText(`${folder}/name`),
    class: classify(types, keys, axes, properties),
    bus: Number.parseInt(readText(`${folder}/id/bustype`), 16) || 0,
    vendor: Number.parseInt(readText(`${folder}/id/vendor`), 16) || 0,
    product: Number.parseInt(readText(`${folder}/id/product`), 16) || 0,
    hasToggleKey: hasBit(keys, key.config),
  };
}

function classify(types: Uint8Array, keys: Uint8Array, axes: Uint8Array, properties: Uint8Array): NodeClass {
  const contacts = hasBit(axes, abs.mtPositionX) && hasBit(axes, abs.mtPositionY);
  if (contacts && hasBit(keys, button.toolFinger) && !hasBit(properties, inputProperty.direct))
    return 'touchpad';
  if (!hasBit(types, eventType.key)) return 'other';
  if (letters.every((letter) => hasBit(keys, letter))) return 'keyboard';
  return keys.subarray(0, button.misc >> 3).some((byte) => byte !== 0) ? 'keys' : 'other';
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
