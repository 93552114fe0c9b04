/** `fw16-synth daemon`: from the first line of the log to the last. */
import { closeSync, constants, openSync } from 'node:fs';
import { type LoadOptions, readConfiguration } from '../config/load.js';
import type { PlayThreadWorker } from '../engine/playThreadWorker.js';
import { withinDeadline } from '../errors/deadlines.js';
import { type Fault, faultOf } from '../errors/errors.js';
import { createLogger, type Log } from '../logging/logger.js';
import { defaultLogSettings, logSettings } from '../logging/settings.js';
import { captureOutput, captureWarnings, flushAtExit, logUncaught } from '../logging/strayOutput.js';
import { Notifier } from '../systemd/notifier.js';
import { withPatience } from '../systemd/patience.js';
import { statusLine } from '../systemd/statusLine.js';
import { Daemon } from './daemon.js';

export interface RunOptions {
  /** What of the configuration is on the command line. */
  readonly load: LoadOptions;
  readonly version: string;
  readonly thread?: PlayThreadWorker;
}

/** How it ended. */
export interface RunEnding {
  /** What it ended of; undefined when it was told to end. */
  readonly fault: Fault | undefined;
  /**
   * What has to end the process, where it cannot end by itself: SIGKILL when a thread hangs in a library; SIGHUP when its
   * terminal has gone, which Node wants to set back to what it was.
   */
  readonly signal: NodeJS.Signals | undefined;
}

const endingSignals = ['SIGINT', 'SIGTERM'] as const;
/** The service manager waits this much longer than the process does: it is the process that says what hung. */
const stopMarginUsec = 1e6;

/** Runs the daemon until a signal ends it, or something that it cannot mend. */
export async function runDaemon(options: RunOptions): Promise<RunEnding> {
  // libjack would start a server of its own otherwise. It reads the real environment, of which a worker thread has
  // only a copy: so it is set here.
  process.env.JACK_NO_START_SERVER = '1';
  const environment = process.env;
  let log = createLogger(defaultLogSettings);
  let notifier = new Notifier(undefined);
  let daemon: Daemon | undefined;
  let running: Daemon | undefined;
  let crash: Fault | undefined;
  let fault: Fault | undefined;
  let shutdownMs: number | undefined;
  // Before there is anything to reload it must not end the process.
  const told = endingSignal(() => {
    if (running !== undefined) reload(running, log);
  });
  try {
    notifier = await Notifier.open(environment, (failure) => log.category('systemd').fault(failure));
    notifier.status(statusLine({ state: 'starting', doing: 'reading the configuration' }));
    const loaded = readConfiguration({ ...options.load, environment });
    shutdownMs = loaded.configuration.get('shutdown.timeout_s') * 1000;
    log.close();
    log = openLog(loaded.configuration.get('log'));
    for (const { sentence } of loaded.notes) log.category('config').info(sentence);
    notifier.status(statusLine({ state: 'starting', doing: 'checking the sound font' }));
    const creation = Daemon.create({ ...options, environment, notifier }, loaded, log, told);
    daemon = await withPatience(notifier, creation);
    const end = aborted(told);
    await Promise.race([withPatience(notifier, daemon.start()), end]);
    running = daemon;
    if (environment.FW16_SYNTH_TEST_COMMANDS === '1') process.on('SIGUSR2', () => running?.hangPlayThread());
    crash = await Promise.race([end, daemon.crashed]);
    fault = crash;
  } catch (error) {
    // What was under way when it was told to end has been given up, and is no fault.
    if (!told.aborted) {
      fault = faultOf(error, 'ENGINE_CRASHED', 'Start it again; if it fails again, report this message.');
    }
  }
  running = undefined;
  if (fault !== undefined) {
    log.category('daemon').fault(fault);
    notifier.status(statusLine({ state: 'failed', fault }));
  }
  let signal: NodeJS.Signals | undefined = told.reason === 'SIGHUP' ? 'SIGHUP' : undefined;
  if (fault?.code === 'ENGINE_NOT_RESPONDING') signal = 'SIGKILL';
  try {
    // What has been taken is given back as far as it goes; the process ends in any case.
    const ending = crash === undefined ? daemon?.stop() : daemon?.abandon();
    if (shutdownMs !== undefined) notifier.extendTimeout(shutdownMs * 1000 + stopMarginUsec);
    await withinDeadline('shutdown', Promise.resolve(ending), shutdownMs);
  } catch (error) {
    signal = 'SIGKILL';
    const hung = faultOf(error, 'ENGINE_NOT_RESPONDING', 'Start it again: systemctl --user start fw16-synth');
    log.category('daemon').fault(hung);
    fault ??= hung;
  }
  if (fault === undefined) log.category('daemon').info('Every note is over, and everything is given back.');
  else notifier.status(statusLine({ state: 'failed', fault }));
  log.close();
  return { fault, signal };
}

function openLog(section: Parameters<typeof logSettings>[0]): Log {
  const log = createLogger(logSettings(section));
  captureOutput(log);
  captureWarnings(log);
  // Node would wait for the play thread, which sleeps in the kernel and does not wake for it: a keyboard that is taken
  // is given back by the end of the process alone.
  logUncaught(log, () => process.kill(process.pid, 'SIGKILL'));
  flushAtExit(log);
  return log;
}

/**
 * Is aborted, with its name, by the first signal that asks the process to end; the others have nothing to add. A
 * terminal that has been closed is one of them: what was started in it would go on with a keyboard that it has taken.
 * @param again Called for every SIGHUP that is about something else.
 */
function endingSignal(again: () => void): AbortSignal {
  const ending = new AbortController();
  const inTerminal = hasTerminal();
  for (const signal of endingSignals) process.on(signal, () => ending.abort(signal));
  process.on('SIGHUP', () => {
    if (inTerminal && !hasTerminal()) ending.abort('SIGHUP');
    else again();
  });
  return ending.signal;
}

/** Whether there is a terminal that the process belongs to. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', constants.O_RDWR | constants.O_NOCTTY));
    return true;
  } catch {
    return false;
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}

function reload(daemon: Daemon, log: Log): void {
  log.reopen();
  // Who has sent a signal gets no answer; that it has failed is in the log and in the health.
  daemon.reload().catch(() => undefined);
}
