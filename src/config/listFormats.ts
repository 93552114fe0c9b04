/** Formats of settings that are lists: devices to play, routes of the touchpad. */
import type { DeviceRequest } from '../engine/messages.js';
import { deviceKinds } from '../linux/inputDevice.js';
import { velocityCurves } from '../performance/velocity/curves.js';
import { defineFormat } from './formats.js';

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
  fits(value: unknown): boolean;
}

function words(list: readonly string[]): Field {
  return { allowed: `one of ${list.join(', ')}`, fits: (value) => list.some((word) => word === value) };
}

const absolutePath: Field = {
  allowed: 'a path that begins with /',
  required: true,
  fits: (value) => typeof value === 'string' && value.startsWith('/') && !/[\0\n\r]/.test(value),
};
const flag: Field = { allowed: 'true or false', fits: (value) => typeof value === 'boolean' };
const share: Field = {
  allowed: 'a number from 0 to 1',
  fits: (value) => typeof value === 'number' && value >= 0 && value <= 1,
};
const destination: Field = {
  allowed: 'pitch-bend, channel-pressure, or cc-0 to cc-119',
  required: true,
  fits: (value) =>
    typeof value === 'string' && /^(pitch-bend|channel-pressure|cc-(\d|[1-9]\d|1[01]\d))$/.test(value),
};

/** Lists of devices to read. */
export const deviceList = listOf('a list of {path, kind}', {
  path: absolutePath,
  kind: { ...words(deviceKinds), required: true },
  grab: flag,
});

/** Lists of MIDI devices; the kind need not be said. */
export const midiDeviceList = listOf('a list of {path}', { path: absolutePath, kind: words(['midi']) });

/** Lists of routes of the touchpad. */
export const routeList = listOf('a list of {source, destination}', {
  source: { ...words(touchSources), required: true },
  destination,
  amount: share,
  invert: flag,
  center: share,
  curve: words(velocityCurves),
});

function listOf(name: string, fields: Readonly<Record<string, Field>>): string {
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
      return (value as unknown[]).map((entry) => entryFault(entry, fields)).find(Boolean);
    },
  });
}

function entryFault(entry: unknown, fields: Readonly<Record<string, Field>>): string | undefined {
  const isRecord = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  const given = new Map(isRecord ? Object.entries(entry) : []);
  for (const [field, { allowed, required, fits }] of Object.entries(fields)) {
    if (!given.has(field) && !required) continue;
    if (!fits(given.get(field))) return `needs a ${field} in every entry: ${allowed}`;
    given.delete(field);
  }
  const [unknown] = given.keys();
  const known = Object.keys(fields).join(', ');
  return unknown === undefined ? undefined : `knows only ${known} in an entry, not ${unknown}`;
}
