import { integerBetween, numberBetween, oneOf, regularExpression, trueOrFalse } from '../formats.js';
import {
  type ConfiguredDevice,
  deviceList,
  midiDeviceList,
  routeList,
  type TouchRoute,
} from '../listFormats.js';
import type { SchemaSection } from '../setting.js';

/**
 * Keys that can turn the instrument on and off, with their evdev codes: those that keyboards have on nodes without
 * letters, which may be watched while inactive.
 */
export const toggleKeys: Readonly<Record<string, number>> = {
  KEY_CALC: 140,
  KEY_SETUP: 141,
  KEY_FILE: 144,
  KEY_PROG1: 148,
  KEY_PROG2: 149,
  KEY_WWW: 150,
  KEY_MAIL: 155,
  KEY_BOOKMARKS: 156,
  KEY_COMPUTER: 157,
  KEY_CONFIG: 171,
  KEY_HOMEPAGE: 172,
  KEY_PROG3: 202,
  KEY_PROG4: 203,
  KEY_SEARCH: 217,
  KEY_MEDIA: 226,
  KEY_CONTROLPANEL: 579,
  KEY_ASSISTANT: 583,
};

/** The evdev code of a key by its name in the configuration. */
export function toggleKeyCode(name: string): number {
  const code = toggleKeys[name];
  if (code === undefined) throw new Error(`${name} is no toggle key`);
  return code;
}

/** What is read, and how keys become notes. */
export const input = {
  devices: {
    doc: 'List of {path, kind}; empty to look for keyboards. A path may be an event node, a FIFO, a socket or an evemu recording.',
    format: deviceList,
    default: [] as ConfiguredDevice[],
    applies: 'live',
  },
  grab: {
    doc: 'Keep the keys from other programs while they play. An entry of input.devices may say otherwise.',
    format: trueOrFalse,
    default: true,
    applies: 'restart',
  },
  activate_on_start: {
    doc: 'Begin active. Under systemd the service begins inactive unless this says so; in a terminal it is true in any case.',
    format: trueOrFalse,
    default: false,
    applies: 'restart',
  },
  toggle_key: {
    doc: 'The key that turns the instrument on and off, on a node without letters.',
    format: oneOf(Object.keys(toggleKeys)),
    default: 'KEY_CONFIG',
    applies: 'restart',
  },
  keyboard: {
    base_octave: {
      doc: 'Octave of the key Q; 4 makes it MIDI note 48.',
      format: integerBetween(0, 9),
      default: 4,
      env: 'FW16_SYNTH_BASE_OCTAVE',
      applies: 'live',
    },
    transpose: {
      doc: 'Added to every note.',
      unit: 'semitones',
      format: integerBetween(-24, 24),
      default: 0,
      applies: 'live',
    },
    chatter_ms: {
      doc: 'A key that re-triggers within this time is taken for a bouncing switch; 0 turns it off.',
      unit: 'ms',
      format: numberBetween(0, 100),
      default: 20,
      applies: 'live',
    },
  },
} satisfies SchemaSection;

/** The touchpad as a controller. */
export const touchpad = {
  enabled: {
    doc: 'Read the touchpad while active.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  grab: {
    doc: 'Keep the touchpad from other programs while it plays.',
    format: trueOrFalse,
    default: true,
    applies: 'restart',
    planned: true,
  },
  smoothing: {
    doc: 'Weight of the past at 125 events a second; it is rescaled by the time between events.',
    format: numberBetween(0, 0.99),
    default: 0.85,
    applies: 'live',
    planned: true,
  },
  pressure_threshold: {
    doc: 'Lighter touches are ignored where the device measures pressure; a part of its range.',
    format: numberBetween(0, 1),
    default: 0.1,
    applies: 'live',
    planned: true,
  },
  edge_dead_zone: {
    doc: 'The part of the width and height at each edge that counts as the edge.',
    format: numberBetween(0, 0.25),
    default: 0.02,
    applies: 'live',
    planned: true,
  },
  ignore_palms: {
    doc: 'Ignore contacts that the device takes for a palm.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  routes: {
    doc: 'What each direction of a finger controls.',
    format: routeList,
    default: [
      { source: 'x', destination: 'pitch-bend', center: 0.5 },
      { source: 'y', destination: 'cc-74' },
      { source: 'pressure', destination: 'cc-11' },
    ] as TouchRoute[],
    applies: 'live',
    planned: true,
  },
} satisfies SchemaSection;

/** MIDI keyboards and controllers. */
export const midi = {
  input_enabled: {
    doc: 'Play what MIDI devices send.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  auto_connect: {
    doc: 'Take MIDI devices into use as they appear.',
    format: trueOrFalse,
    default: true,
    applies: 'live',
    planned: true,
  },
  port_filter: {
    doc: 'Only devices whose name matches are taken into use; empty for all.',
    format: regularExpression,
    default: '',
    applies: 'live',
    planned: true,
  },
  devices: {
    doc: 'List of {path}; empty to look for MIDI devices. A path may be a raw MIDI node, or a FIFO or socket of raw MIDI bytes.',
    format: midiDeviceList,
    default: [] as Omit<ConfiguredDevice, 'kind'>[],
    applies: 'live',
    planned: true,
  },
  while_inactive: {
    doc: 'Play MIDI devices while inactive: the first message opens the audio driver.',
    format: trueOrFalse,
    default: false,
    applies: 'live',
    planned: true,
  },
  idle_close_s: {
    doc: 'The audio driver that a MIDI message opened is closed after this time without one.',
    unit: 's',
    format: numberBetween(1, 3600),
    default: 30,
    applies: 'live',
    planned: true,
  },
} satisfies SchemaSection;
