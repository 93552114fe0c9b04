/** Formats of settings that are lists: devices to play, routes of the touchpad. */
import type { DeviceRequest } from '../engine/messages.js';
import { deviceKinds } from '../linux/inputDevice.js';
import { velocityCurves } from '../performance/velocity/curves.js';
import { defineFormat, type PartFault } from './formats.js';
import { nearestOf } from './nearest.js';

/** A device of the configuration. */
export interface ConfiguredDevice extends DeviceRequest {
  /** Whether to keep it from other programs; without it what the settings for all of its kind say. */
  readonly grab?: boolean;
}

/** A source on the touchpad. */
export const touchSources = ['x', 'y', 'pressure'] as const;

/** Where a source on the touchpad goes. */
export interface TouchRoute {
  readonly source: (typeof touchSources)[number];
  /** `pitch-bend`, `channel-pressure`, or `cc-` and the number of a controller, 0 to 119. */
  readonly destination: string;
  /** The part of the destination's range that is used, 0 to 1; 1 without it. */
  readonly amount?: number;
  readonly invert?: boolean;
  /** The source position, 0 to 1, that leaves the destination at rest. */
  readonly center?: number;
  readonly curve?: (typeof velocityCurves)[number];
}

interface Field {
  readonly allowed: string;
  readonly required?: boolean;
  /** A value that fits, as YAML; for remedies. */
  readonly example: string;
  /** Words that fit, to find the one that a misspelt one was meant to be. */
  readonly words?: readonly string[];
  fits(value: unknown): boolean;
}

type Fields = Readonly<Record<string, Field>>;

function words(list: readonly string[]): Field {
  return {
    allowed: `one of ${list.join(', ')}`,
    example: list[0] ?? '',
    words: list,
    fits: (value) => list.some((word) => word === value),
  };
}

function absolutePath(example: string): Field {
  return {
    allowed: 'a path that begins with /',
    required: true,
    example,
    fits: (value) => typeof value === 'string' && value.startsWith('/') && !/[\0\n\r]/.test(value),
  };
}

const flag: Field = {
  allowed: 'true or false',
  example: 'true',
  fits: (value) => typeof value === 'boolean',
};
const share: Field = {
  allowed: 'a number from 0 to 1',
  example: '0.5',
  fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};
const destination: Field = {
  allowed: 'pitch-bend, channel-pressure, or cc-0 to cc-119',
  required: true,
  example: 'pitch-bend',
  // Not the controllers: to cc-120 others are near, and none of them is what was meant.
  words: ['pitch-bend', 'channel-pressure'],
  fits: (value) =>
    typeof value === 'string' && /^(pitch-bend|channel-pressure|cc-(\d|[1-9]\d|1[01]\d))$/.test(value),
};

/** Lists of devices to read. */
export const deviceList = listOf('a list of {path, kind}', {
  path: absolutePath('/dev/input/event3'),
  kind: { ...words(deviceKinds), required: true },
  grab: flag,
});

/** Lists of MIDI devices; the kind need not be said. */
export const midiDeviceList = listOf('a list of {path}', {
  path: absolutePath('/dev/snd/midiC1D0'),
  kind: words(['midi']),
});

/** Lists of routes of the touchpad. */
export const routeList = listOf('a list of {source, destination}', {
  source: { ...words(touchSources), required: true },
  destination,
  amount: share,
  invert: flag,
  center: share,
  curve: words(velocityCurves),
});

function listOf(name: string, fields: Fields): string {
  return defineFormat({
    name,
    description: {
      type: 'list',
      fields: Object.fromEntries(
        Object.entries(fields).map(([field, { allowed, required }]) => [
          field,
          required ? allowed : `${allowed}; may be left out`,
        ]),
      ),
    },
    // A text is not a list, and stays one for the check; convict would parse it as JSON.
    coerce: (value) => value,
    fault(value) {
      if (!Array.isArray(value)) return `must be ${name}`;
      const [first] = listFaults(value, fields);
      return first === undefined ? undefined : `${first.part}: ${first.problem}`;
    },
    partFaults: (value) => (Array.isArray(value) ? listFaults(value, fields) : []),
  });
}

function* listFaults(list: readonly unknown[], fields: Fields): Iterable<PartFault> {
  for (const [index, entry] of list.entries()) {
    if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
      yield* entryFaults(index, new Map(Object.entries(entry)), fields);
    } else yield noEntry(index, entry, fields);
  }
}

function noEntry(index: number, value: unknown, fields: Fields): PartFault {
  const example = Object.entries(fields)
    .filter(([, { required }]) => required)
    .map(([name, field]) => `${name}: ${field.example}`);
  return {
    index,
    part: `[${index}]`,
    value,
    problem: 'must hold keys and values',
    allowed: `keys: ${Object.keys(fields).join(', ')}`,
    remedy: `Write {${example.join(', ')}}, or remove the entry.`,
  };
}

function* entryFaults(
  index: number,
  given: ReadonlyMap<string, unknown>,
  fields: Fields,
): Iterable<PartFault> {
  const absent = new Set(Object.keys(fields).filter((name) => !given.has(name)));
  for (const [name, value] of given) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) {
      const nearest = nearestOf(name, [...absent]);
      // It is there by another name, and is told of once.
      if (nearest !== undefined) absent.delete(nearest);
      yield { ...unknownField(name, nearest, fields), index, field: name, part: `[${index}].${name}`, value };
    } else if (!field.fits(value)) {
      yield { ...badField(name, value, field), index, field: name, part: `[${index}].${name}`, value };
    }
  }
  for (const name of absent) {
    const field = fields[name];
    if (!field?.required) continue;
    yield {
      index,
      part: `[${index}].${name}`,
      problem: 'is missing',
      allowed: field.allowed,
      remedy: `Add "${name}: ${field.example}" to the entry, with the value that you want.`,
    };
  }
}

type Judgement = Omit<PartFault, 'index' | 'field' | 'part' | 'value'>;

function unknownField(name: string, nearest: string | undefined, fields: Fields): Judgement {
  const known = Object.keys(fields).join(', ');
  const allowed = `keys: ${known}`;
  const problem = 'there is no such key';
  if (nearest === undefined)
    return { problem, allowed, remedy: `Remove it; an entry has the keys ${known}.` };
  return { problem, allowed, nearest, remedy: `Write ${nearest} instead of ${name}.` };
}

function badField(name: string, value: unknown, field: Field): Judgement {
  const { allowed, required } = field;
  const problem = `must be ${allowed}`;
  const nearest = typeof value === 'string' ? nearestOf(value, field.words ?? []) : undefined;
  if (nearest !== undefined) {
    return { problem, allowed, nearest, remedy: `Write ${nearest} instead of ${String(value)}.` };
  }
  return { problem, allowed, remedy: `Set ${name} to ${allowed}${required ? '' : ', or remove it'}.` };
}
