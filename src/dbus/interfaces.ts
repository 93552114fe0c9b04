/** The interfaces of this program. Their reference pages are in docs/dbus, and a test compares them. */
import type { ArpeggiatorMode } from '../performance/arpeggiatorSettings.js';
import type { VelocityMode } from '../performance/velocity/settings.js';
import type { InterfaceDescription } from './interfaceDescription.js';
import { busName } from './names.js';

/** In the order of the pages; a word that is missing or too many does not compile. */
const velocityModes: Readonly<Record<VelocityMode, true>> = {
  timing: true,
  pressure: true,
  position: true,
  combined: true,
  fixed: true,
};
const arpeggiatorModes: Readonly<Record<ArpeggiatorMode, true>> = {
  off: true,
  up: true,
  down: true,
  'up-down': true,
  random: true,
};

const midiRange = { minimum: 0, maximum: 127 } as const;
/** As long as a path may be on Linux. */
const path = { longest: 4096 } as const;
const presetName = { name: 'name', type: 's', allowed: { longest: 400 } } as const;
const presetRows = { name: 'presets', type: 'a(ssasbb)' } as const;
const nothing = { in: [], out: [] } as const;

export const synthesizer = {
  name: `${busName}.Synthesizer`,
  methods: {
    Activate: nothing,
    Deactivate: nothing,
    Toggle: nothing,
    NoteOn: {
      in: [
        { name: 'key', type: 'y', allowed: midiRange },
        { name: 'velocity', type: 'y', allowed: midiRange },
      ],
      out: [],
    },
    NoteOff: { in: [{ name: 'key', type: 'y', allowed: midiRange }], out: [] },
    Panic: nothing,
    SelectProgram: {
      in: [
        { name: 'bank', type: 'u', allowed: { minimum: 0, maximum: 16_383 } },
        { name: 'program', type: 'u', allowed: midiRange },
      ],
      out: [],
    },
    LoadSoundFont: { in: [{ name: 'path', type: 's', allowed: path }], out: [] },
    Reload: {
      in: [],
      out: [
        { name: 'changed', type: 'as' },
        { name: 'need_restart', type: 'as' },
      ],
    },
    Subscribe: nothing,
    Unsubscribe: nothing,
  },
  properties: {
    Active: { type: 'b', access: 'read' },
    Octave: { type: 'i', access: 'readwrite', allowed: { minimum: 0, maximum: 9 } },
    Transpose: { type: 'i', access: 'readwrite', allowed: { minimum: -24, maximum: 24 } },
    Bank: { type: 'u', access: 'read' },
    Program: { type: 'u', access: 'read' },
    ProgramName: { type: 's', access: 'read' },
    SoundFont: { type: 's', access: 'read' },
    VelocityMode: { type: 's', access: 'readwrite', allowed: { words: Object.keys(velocityModes) } },
    Layer: { type: 'b', access: 'readwrite' },
    Arpeggiator: { type: 's', access: 'readwrite', allowed: { words: Object.keys(arpeggiatorModes) } },
    Tempo: { type: 'd', access: 'readwrite', allowed: { minimum: 20, maximum: 400 } },
    Gain: { type: 'd', access: 'readwrite', allowed: { minimum: -60, maximum: 20 } },
    Sustain: { type: 'b', access: 'read' },
    AudioDriver: { type: 's', access: 'read' },
    Version: { type: 's', access: 'read', emits: 'const' },
  },
  signals: {
    NoteStarted: [
      { name: 'channel', type: 'y' },
      { name: 'key', type: 'y' },
      { name: 'velocity', type: 'y' },
      { name: 'source', type: 's' },
    ],
    NoteStopped: [
      { name: 'channel', type: 'y' },
      { name: 'key', type: 'y' },
    ],
  },
} as const satisfies InterfaceDescription;

export const health = {
  name: `${busName}.Health`,
  methods: { GetReport: { in: [], out: [{ name: 'report', type: 'a{sv}' }] } },
  properties: {
    Status: { type: 's', access: 'read' },
    Reasons: { type: 'as', access: 'read' },
  },
  signals: {
    StatusChanged: [
      { name: 'old', type: 's' },
      { name: 'new', type: 's' },
      { name: 'reasons', type: 'as' },
    ],
    AlertRaised: [
      { name: 'severity', type: 's' },
      { name: 'code', type: 's' },
      { name: 'message', type: 's' },
      { name: 'remedy', type: 's' },
    ],
    AlertCleared: [{ name: 'code', type: 's' }],
  },
} as const satisfies InterfaceDescription;

export const presets = {
  name: `${busName}.Presets`,
  methods: {
    List: { in: [], out: [presetRows] },
    Search: { in: [{ name: 'query', type: 's', allowed: { longest: 1000 } }], out: [presetRows] },
    Load: { in: [presetName], out: [] },
    Save: { in: [presetName, { name: 'options', type: 'a{sv}' }], out: [] },
    Delete: { in: [presetName], out: [] },
    Undo: { in: [presetName], out: [{ name: 'back', type: 's' }] },
    Validate: { in: [presetName], out: [{ name: 'faults', type: 'as' }] },
    SetFavourite: { in: [presetName, { name: 'favourite', type: 'b' }], out: [] },
  },
  properties: { Current: { type: 's', access: 'read' } },
  signals: { PresetsChanged: [] },
} as const satisfies InterfaceDescription;

export const device = {
  name: `${busName}.Device`,
  methods: {},
  properties: {
    Name: { type: 's', access: 'read' },
    Node: { type: 's', access: 'read' },
    Kind: { type: 's', access: 'read' },
    Capabilities: { type: 'as', access: 'read' },
    Grabbed: { type: 'b', access: 'read' },
    State: { type: 's', access: 'read' },
    // Counters move with every key; who wants to watch them asks.
    Events: { type: 't', access: 'read', emits: 'false' },
    DroppedSyncs: { type: 't', access: 'read', emits: 'false' },
  },
  signals: {},
} as const satisfies InterfaceDescription;
