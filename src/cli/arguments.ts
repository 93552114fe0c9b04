/** The command line: commands, flags, and what they set. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { settingFault } from '../config/settingFault.js';
import { SynthError } from '../errors/errors.js';

export const usage = `usage: fw16-synth [OPTIONS]                    play the keyboards, in the foreground
       fw16-synth demo [OPTIONS]               play the bundled performance and show each note
       fw16-synth replay RECORDING [OPTIONS]   play an evemu recording in virtual time

options:
  --config FILE           read this configuration instead of ~/.config/fw16-synth/config.yaml
  --device PATH           play this keyboard: an event node, a FIFO, a socket or an evemu recording; repeatable
  --driver NAME           auto, pipewire, jack, pulseaudio, alsa, portaudio, file or none
  --soundfont FILE        play this SoundFont instead of the built-in one
  --octave N              octave of the key Q, 0 to 9 (4)
  --program N             program at the start, 0 to 127 (0)
  --velocity N            the same velocity for every note, 1 to 127
  --velocity-source MODE  timing, pressure, position, combined or fixed
  --stats FILE            write what was counted to this file at the end, as JSON
  --verbose               tell more
  --help, --version

replay:
  --json                  print one musical event a line
  --render OUT.wav        render to a WAV file

exit status: 0 done, 1 failed, 2 used wrongly, 78 configuration invalid
`;

const options = {
  config: { type: 'string' },
  device: { type: 'string', multiple: true },
  driver: { type: 'string' },
  soundfont: { type: 'string' },
  octave: { type: 'string' },
  program: { type: 'string' },
  velocity: { type: 'string' },
  'velocity-source': { type: 'string' },
  stats: { type: 'string' },
  verbose: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  render: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', default: false },
} as const;

export type CommandName = 'run' | 'demo' | 'replay' | 'help' | 'version';

export interface CommandLine {
  readonly command: CommandName;
  /** What follows the command. */
  readonly operands: readonly string[];
  readonly config: string | undefined;
  readonly stats: string | undefined;
  readonly verbose: boolean;
  readonly json: boolean;
  readonly render: string | undefined;
  /** Settings by their keys in the configuration. */
  readonly overrides: Readonly<Record<string, unknown>>;
}

const operandCounts: Readonly<Record<CommandName, number>> = {
  run: 0,
  demo: 0,
  replay: 1,
  help: 0,
  version: 0,
};

/** @throws SynthError USAGE. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const [word, ...operands] = positionals;
  const named = word ?? 'run';
  if (named !== 'run' && named !== 'demo' && named !== 'replay') {
    throw misuse(`there is no command "${named}"`);
  }
  const command = values.help ? 'help' : values.version ? 'version' : named;
  const wanted = operandCounts[named];
  if (!values.help && !values.version && operands.length !== wanted) {
    throw misuse(wanted === 0 ? `"${named}" takes no "${operands[0]}"` : `"${named}" takes one recording`);
  }
  if (named !== 'replay' && (values.json || values.render !== undefined)) {
    throw misuse('--json and --render belong to "replay"');
  }
  return {
    command,
    operands,
    config: values.config,
    stats: values.stats,
    verbose: values.verbose,
    json: values.json,
    render: values.render,
    overrides: overridesOf(values),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw misuse(error instanceof Error ? error.message : String(error));
  }
}

type Values = ReturnType<typeof parse>['values'];

function overridesOf(values: Values): Record<string, unknown> {
  const overrides: Record<string, unknown> = {};
  const set = (flag: string, key: string, value: unknown): void => {
    if (value === undefined) return;
    const fault = settingFault(flag, key, value);
    if (fault !== undefined) throw misuse(fault);
    overrides[key] = value;
  };
  set('--driver', 'audio.driver', values.driver);
  set('--soundfont', 'audio.soundfont', values.soundfont);
  set('--octave', 'input.keyboard.base_octave', numeric(values.octave));
  set('--program', 'performance.program', numeric(values.program));
  set('--velocity', 'velocity.fixed.velocity', numeric(values.velocity));
  set('--velocity', 'velocity.mode', values.velocity === undefined ? undefined : 'fixed');
  set('--velocity-source', 'velocity.mode', values['velocity-source']);
  const devices = values.device?.map((path) => ({ path: resolve(path), kind: 'keyboard' }));
  set('--device', 'input.devices', devices);
  return overrides;
}

/** A number where there is one; anything else is left for the schema to refuse by name. */
function numeric(text: string | undefined): unknown {
  return text === undefined || text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function misuse(what: string): SynthError {
  return new SynthError('USAGE', `Used wrongly: ${what}.`, 'See fw16-synth --help');
}
