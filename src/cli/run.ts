/** `fw16-synth`: the instrument in the foreground. */
import { engineSettings } from '../config/engineSettings.js';
import { loadConfiguration } from '../config/load.js';
import type { Configuration } from '../config/schema.js';
import { chooseSoundFont, type SoundFontChoice } from '../daemon/soundFontChoice.js';
import type { DeviceRequest, ReadyReport } from '../engine/messages.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { SynthError } from '../errors/errors.js';
import { discoverNodes } from '../linux/deviceDiscovery.js';
import type { CommandLine } from './arguments.js';
import { Session, writeStatistics } from './session.js';
import { summaryTable } from './summary.js';

/** @param thread A play thread that waits to be told what to play. */
export async function runInForeground(line: CommandLine, thread: PlayThreadWorker): Promise<void> {
  const configuration = loadConfiguration(line.load);
  const devices = devicesToPlay(configuration);
  const font = await chooseSoundFont(configuration);
  const session = new Session(
    engineSettings(configuration, { devices, soundFont: font.path, programs: font.programs }),
    thread,
  );
  const report = await session.start();
  session.engine.watchToggle(toggleNodes());
  session.keepHealth();
  process.stdout.write(readyLine(report, font));
  warnAboutPressure(configuration);
  const statistics = await session.finish();
  process.stdout.write(`\n${summaryTable(statistics)}`);
  if (line.stats !== undefined) writeStatistics(line.stats, statistics);
}

/** The configured devices, or every typing keyboard. @throws SynthError DEVICE_NOT_FOUND. */
function devicesToPlay(configuration: Configuration): readonly DeviceRequest[] {
  const configured = configuration.get('input.devices');
  if (configured.length > 0) return configured;
  const found = discoverNodes().filter((node) => node.class === 'keyboard');
  if (found.length > 0) return found.map(({ path }) => ({ path, kind: 'keyboard' }));
  throw new SynthError(
    'DEVICE_NOT_FOUND',
    'No keyboard was found.',
    'Name one: fw16-synth --device /dev/input/event3. To hear the instrument without: fw16-synth demo',
  );
}

/** Nodes without letters that have the toggle key: they stay readable when the keyboard is given back. */
function toggleNodes(): readonly string[] {
  return discoverNodes()
    .filter((node) => node.class === 'keys' && node.hasToggleKey)
    .map(({ path }) => path);
}

/** What to expect, in a line that begins with "Ready". */
export function readyLine(report: ReadyReport, font: SoundFontChoice): string {
  const origin = font.builtin ? 'the built-in sound font' : font.name;
  const names = report.devices.map(({ name }) => name).join(', ');
  return (
    `Ready in ${Math.round(report.startedInMs)} ms: ${report.programName} of ${origin}, ` +
    `${report.driver} at ${report.sampleRate} Hz, ${report.bufferSize} frames asked for; ` +
    `playing ${names === '' ? 'nothing yet' : names}. Hold Esc for a second, or press Ctrl+C, to end.\n`
  );
}

function warnAboutPressure(configuration: Configuration): void {
  if (configuration.get('velocity.mode') !== 'pressure') return;
  const velocity = configuration.get('velocity.fixed.velocity');
  process.stderr.write(
    `Velocity by pressure is unavailable: no device that is read measures it. Every note plays at ${velocity}.\n`,
  );
}
