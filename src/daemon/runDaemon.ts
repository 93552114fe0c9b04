/** `fw16-synth daemon`: from the first line of the log to the last. */
import { withinDeadline } from '../config/deadlines.js';
import { type LoadOptions, readConfiguration } from '../config/load.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { type Fault, faultOf } from '../errors/errors.js';
import { createLogger, type Log } from '../logging/logger.js';
import { defaultLogSettings, logSettings } from '../logging/settings.js';
import { captureOutput, captureWarnings, flushAtExit, logUncaught } from '../logging/strayOutput.js';
import { Notifier } from '../systemd/notifier.js';
import { statusLine } from '../systemd/statusLine.js';
import { Daemon } from './daemon.js';

export interface RunOptions {
  /** What of the configuration is on the command line. */
  readonly load: LoadOptions;
  readonly version: string;
  readonly thread?: PlayThreadWorker;
}

const endingSignals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Runs the daemon until a signal ends it, or something that it cannot mend.
 * @returns What it ended of; undefined when it was told to end.
 */
export async function runDaemon(options: RunOptions): Promise<Fault | undefined> {
  // libjack would start a server of its own otherwise. It reads the real environment, of which a worker thread has
  // only a copy: so it is set here.
  process.env.JACK_NO_START_SERVER = '1';
  const environment = process.env;
  let log = createLogger(defaultLogSettings);
  const end = nextSignal();
  let notifier = new Notifier(undefined);
  let daemon: Daemon | undefined;
  let running: Daemon | undefined;
  // Before there is anything to reload it must not end the process.
  process.on('SIGHUP', () => {
    if (running !== undefined) void reload(running, log);
  });
  try {
    notifier = await Notifier.open(environment, (fault) => log.category('systemd').fault(fault));
    notifier.status(statusLine({ state: 'starting', doing: 'reading the configuration' }));
    const loaded = readConfiguration({ ...options.load, environment });
    log.close();
    log = openLog(loaded.configuration.get('log'));
    for (const { sentence } of loaded.notes) log.category('config').info(sentence);
    notifier.status(statusLine({ state: 'starting', doing: 'checking the sound font' }));
    daemon = await Daemon.create({ ...options, environment, notifier }, loaded, log);
    await daemon.start();
    running = daemon;
    if (environment.FW16_SYNTH_TEST_COMMANDS === '1') process.on('SIGUSR2', () => running?.hangPlayThread());
    const crash = await Promise.race([end, daemon.crashed]);
    running = undefined;
    const shutdownMs = loaded.configuration.get('shutdown.timeout_s') * 1000;
    if (crash === undefined) {
      await withinDeadline('shutdown', daemon.stop(), shutdownMs);
      return undefined;
    }
    log.category('engine').fault(crash);
    notifier.status(statusLine({ state: 'failed', fault: crash }));
    await withinDeadline('shutdown', daemon.abandon(), shutdownMs);
    return crash;
  } catch (error) {
    const fault = faultOf(error, 'ENGINE_CRASHED', 'Start it again; if it fails again, report this message.');
    log.category('daemon').fault(fault);
    notifier.status(statusLine({ state: 'failed', fault }));
    // What has been taken is given back as far as it goes; the process ends in any case.
    await daemon?.stop().catch(() => undefined);
    notifier.status(statusLine({ state: 'failed', fault }));
    return fault;
  } finally {
    log.close();
  }
}

function openLog(section: Parameters<typeof logSettings>[0]): Log {
  const log = createLogger(logSettings(section));
  captureOutput(log);
  captureWarnings(log);
  logUncaught(log);
  flushAtExit(log);
  return log;
}

/** Settles at the first signal that asks the process to end; the others have nothing to add. */
function nextSignal(): Promise<undefined> {
  return new Promise((resolve) => {
    for (const signal of endingSignals) process.on(signal, () => resolve(undefined));
  });
}

async function reload(daemon: Daemon, log: Log): Promise<void> {
  log.reopen();
  try {
    await daemon.reload();
  } catch (error) {
    log.category('config').fault(faultOf(error, 'CONFIG_INVALID', 'fw16-synth check-config'));
  }
}
