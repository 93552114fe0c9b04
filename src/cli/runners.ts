/**
 * Which file runs which command. Each is loaded when it is called for, and the play thread loads at the same time:
 * starting fast is part of playing.
 */
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import type { CommandLine } from './arguments.js';
import type { ConnectOptions } from './clients/connection.js';
import type { InstrumentClient } from './clients/instrumentClient.js';
import type { CommandResult } from './commandResult.js';
import type { CommandName } from './commandTable.js';
import { exitStatusOf } from './exitStatus.js';

/** What runs a command; a number is the exit status, 0 when there is none. */
type Runner = (line: CommandLine) => Promise<number> | Promise<void>;

export const runners: Readonly<Record<CommandName, Runner>> = {
  run: withPlayThread(async (line, thread) => {
    await tellOfMidi(line);
    const [{ runInForeground }, ready] = await Promise.all([import('./run.js'), configured(line)]);
    return await runInForeground(ready, thread);
  }),
  daemon: withPlayThread(async (line, thread) => {
    await tellOfMidi(line);
    const [{ runDaemon }, { load }] = await Promise.all([import('../daemon/runDaemon.js'), configured(line)]);
    const { version } = await import('./version.js');
    const { fault, signal } = await runDaemon({ load, version: version(), thread });
    await thread.dismiss();
    const status = fault === undefined ? 0 : exitStatusOf(fault.code);
    const { endProcess } = await import('./endProcess.js');
    endProcess(status, signal);
    return status;
  }),
  demo: withPlayThread(async (line, thread) => {
    const [{ demo }, ready] = await Promise.all([import('./demo.js'), configured(line)]);
    return await demo(ready, thread);
  }),
  replay: async (line) => (await import('./replay.js')).replay(await configured(line)),
  status: client(async (daemon, { json }) => (await import('./clients/status.js')).status(daemon, json)),
  activate: client((daemon) => daemon.activate(), { startDaemon: true }),
  deactivate: client((daemon) => daemon.deactivate()),
  toggle: client(async (daemon) => (await import('./clients/control.js')).toggle(daemon), {
    startDaemon: true,
  }),
  panic: client((daemon) => daemon.panic()),
  reload: client(async (daemon, { json }) => (await import('./clients/control.js')).reload(daemon, json)),
  program: client(async (daemon, { operands, json }) =>
    (await import('./clients/program.js')).program(daemon, operands, json),
  ),
  'preset list': client(async ({ presets }, { json }) =>
    (await import('./clients/presets.js')).listPresets(presets, undefined, json),
  ),
  'preset search': client(async ({ presets }, { operands, json }) =>
    (await import('./clients/presets.js')).listPresets(presets, operands.join(' '), json),
  ),
  'preset load': client(({ presets }, { operands }) => presets.load(first(operands))),
  'preset save': client(async ({ presets }, { operands, flags }) =>
    (await import('./clients/presets.js')).savePreset(presets, first(operands), flags),
  ),
  'preset delete': client(async ({ presets }, { operands, flags }) =>
    (await import('./clients/presets.js')).deletePreset(presets, first(operands), flags.yes ?? false),
  ),
  'preset undo': client(async ({ presets }, { operands }) =>
    (await import('./clients/presets.js')).undoPreset(presets, operands[0]),
  ),
  'preset validate': client(async ({ presets }, { operands, json }) =>
    (await import('./clients/presets.js')).validatePreset(presets, first(operands), json),
  ),
  'preset favourite': client(async ({ presets }, { operands }) =>
    (await import('./clients/presets.js')).favouritePreset(presets, first(operands), operands[1]),
  ),
  soundfont: client(async (daemon, { operands }) =>
    (await import('./clients/soundFont.js')).loadSoundFont(daemon, first(operands)),
  ),
  'soundfont info': async ({ operands: [path], json }) => {
    const { soundFontInfo } = await import('./clients/soundFont.js');
    const ask = async (daemon: InstrumentClient): Promise<string> => (await daemon.properties()).SoundFont;
    soundFontInfo(path ?? (await (await daemonFinder()).withDaemon(ask)), json);
  },
  devices: async ({ json }) => {
    const { connect } = await daemonFinder();
    return (await import('./clients/devices.js')).devices(connect, json);
  },
  health: client(async (daemon, { json }) => (await import('./clients/health.js')).health(daemon, json)),
  'health-check': async ({ json }) => {
    const { connect } = await daemonFinder();
    return (await import('./clients/health.js')).healthCheck(connect, json);
  },
  'check-config': async ({ load, operands: [file], flags, json }) => {
    const { checkConfig } = await import('./checkConfig.js');
    const named = file === undefined ? load : { ...load, file };
    return print(checkConfig(named, { json, offline: flags.offline ?? false }));
  },
  config: async (line) => {
    const { load, json } = await configured(line);
    return print((await import('./configCommand.js')).showConfig(load, json));
  },
  'config get': async ({ load, operands, json }) =>
    print((await import('./configCommand.js')).configGet(first(operands), load, json)),
  'config set': async ({ load, operands: [key = '', value = ''], json }) =>
    print((await import('./configCommand.js')).configSet(key, value, load, json)),
  'config diff': async ({ load, operands: [steps], json }) =>
    print((await import('./configCommand.js')).configDiff(steps, load, json)),
  'config versions': async ({ load, json }) =>
    print((await import('./configCommand.js')).configVersions(load, json)),
  'config rollback': async ({ load, operands: [steps], flags: { yes = false } }) => {
    const { confirmed } = await import('./confirm.js');
    const { configRollback } = await import('./configCommand.js');
    return print(await configRollback(steps, load, (question) => confirmed(question, yes)));
  },
  'config schema': async () => print((await import('./configCommand.js')).configSchema()),
  'validate-only': async (line) => {
    const { checkConfig } = await import('./checkConfig.js');
    const { load, flags, json } = await configured(line);
    return print(checkConfig(load, { json, offline: flags.offline ?? false }));
  },
  'test-mode': withPlayThread(async (line, thread) =>
    (await import('./testMode/testMode.js')).testMode(await configured(line), thread),
  ),
  benchmark: async (line) => (await import('./benchmark.js')).benchmark(await configured(line)),
  'download-soundfonts': async ({ json }) => (await import('./soundFontSources.js')).soundFontSources(json),
  'midi-list': async ({ json }) => (await import('./midiList.js')).listMidiDevices(json),
  'install-units': async ({ flags: { remove = false } }) => {
    const { describeInstall, installUnits } = await import('../systemd/installUnits.js');
    printText(describeInstall(installUnits({ remove }), remove));
  },
  doctor: async ({ load, json }) => (await import('./doctor/doctor.js')).doctor(load, json),
  completions: async ({ operands }) =>
    printText((await import('./completions/completions.js')).completions(first(operands))),
  man: async () => printText((await import('./manPage.js')).manPage()),
};

/** A command that asks the running daemon. */
function client(
  ask: (daemon: InstrumentClient, line: CommandLine) => Promise<number> | Promise<void>,
  options: ConnectOptions = {},
): Runner {
  return async (line) => {
    const { withDaemon } = await daemonFinder();
    // Some commands have a status of their own, the others none.
    return (await withDaemon<unknown>((daemon) => ask(daemon, line), options)) as number;
  };
}

function daemonFinder() {
  return import('./clients/connection.js');
}

/** A command that plays: with a thread that loads meanwhile, and waits to be told what to play. */
function withPlayThread(
  run: (line: CommandLine, thread: PlayThreadWorker) => Promise<number> | Promise<void>,
): Runner {
  return async (line) => {
    const { PlayThreadWorker } = await import('../engine/playThreadWorker.js');
    const thread = new PlayThreadWorker();
    try {
      // Some have a status of their own, the others none.
      return (await run(line, thread)) as number;
    } finally {
      await thread.dismiss();
    }
  };
}

/** With the settings that the flags stand for. @throws SynthError USAGE. */
async function configured(line: CommandLine): Promise<CommandLine> {
  const { settingOverrides } = await import('./settingOverrides.js');
  return { ...line, load: { ...line.load, ...settingOverrides(line.flags) } };
}

/** What was asked for and cannot be had is said, and the rest plays. */
async function tellOfMidi({ flags }: CommandLine): Promise<void> {
  if (flags.midi || flags['midi-port'] !== undefined)
    process.stderr.write((await import('./midiList.js')).midiNote);
}

function first(operands: readonly string[]): string {
  return operands[0] ?? '';
}

function printText(text: string): void {
  process.stdout.write(text);
}

/** The exit status. */
function print({ text, status }: CommandResult): number {
  printText(text);
  return status;
}
