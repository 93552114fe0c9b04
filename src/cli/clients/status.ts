/** `fw16-synth status`: what the daemon plays, and how it is set. */
import { basename } from 'node:path';
import type { InstrumentProperties } from '../../dbus/instrument.js';
import { columns, printJson } from '../output.js';
import type { InstrumentClient } from './instrumentClient.js';

export async function status(client: InstrumentClient, json: boolean): Promise<void> {
  const properties = await client.properties();
  const devices = await client.devices();
  if (json) return printJson({ ...properties, Devices: devices });
  const playing = devices.filter(({ State }) => State === 'playing' || State === 'waiting');
  process.stdout.write(
    columns([...rows(properties), ['devices', deviceLine(playing.map(({ Name }) => Name))]]),
  );
}

function rows(properties: InstrumentProperties): string[][] {
  const { SoundFont, Octave, Transpose, Gain, Tempo } = properties;
  return [
    ['state', properties.Active ? 'active' : 'inactive'],
    ['program', `${properties.Bank}:${properties.Program} ${properties.ProgramName}`],
    ['sound font', SoundFont === '' ? 'the built-in one' : `${basename(SoundFont)} (${SoundFont})`],
    ['octave', `${Octave}, transposed by ${Transpose}`],
    ['velocity', properties.VelocityMode],
    ['layer', properties.Layer ? 'on' : 'off'],
    ['arpeggiator', `${properties.Arpeggiator}, ${Tempo} beats a minute`],
    ['sustain', properties.Sustain ? 'down' : 'up'],
    ['gain', `${Gain} dB`],
    ['audio driver', properties.AudioDriver],
    ['version', properties.Version],
  ];
}

function deviceLine(names: readonly string[]): string {
  return names.length === 0 ? 'none is played' : names.join(', ');
}
