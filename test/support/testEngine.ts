/** The real engine in the test's process, played through a FIFO, with the settings of a configuration. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import { engineSettings } from '../../src/config/engineSettings.js';
import { loadConfiguration } from '../../src/config/load.js';
import { Engine } from '../../src/engine/engine.js';
import type { EngineSettings, Notification } from '../../src/engine/messages.js';
import { eventType, syn } from '../../src/linux/inputEventCodes.js';
import { monotonicUs } from '../../src/linux/monotonicClock.js';
import { checkSoundFontFile } from '../../src/synthesizer/soundFont/check.js';
import { encode } from './deviceEvents.js';
import { FifoWriter, makeFifo } from './fifo.js';

const builtin = fileURLToPath(new URL('../../assets/builtin.sf2', import.meta.url));

/** Bound against hangs. */
const deadlineMs = 20_000;

/** The defaults, changed by full keys, for the built-in sound font and these devices. */
export function testSettings(
  overrides: Readonly<Record<string, unknown>>,
  devices: EngineSettings['devices'] = [],
): EngineSettings {
  const environment = { XDG_CONFIG_HOME: '/nonexistent' };
  const programs = checkSoundFontFile(builtin).presets;
  return engineSettings(loadConfiguration({ environment, overrides }), {
    devices,
    soundFont: builtin,
    programs,
  });
}

export class TestEngine {
  readonly engine: Engine;
  /** For FIFOs. */
  readonly folder: string;
  /** The keyboard. */
  readonly fifo: string;
  private openWriter: FifoWriter | undefined;

  private constructor(engine: Engine, folder: string, fifo: string) {
    this.engine = engine;
    this.folder = folder;
    this.fifo = fifo;
  }

  /**
   * Starts an engine that is stopped at the end of the test.
   * @param environment What its audio driver needs; it is in the environment of the process until then.
   * @param active False to leave it to be activated: see `devices`.
   */
  static async start(
    t: Test,
    overrides: Readonly<Record<string, unknown>>,
    environment: Readonly<Record<string, string>> = {},
    active = true,
  ): Promise<TestEngine> {
    setEnvironment(t, environment);
    const folder = mkdtempSync(join(tmpdir(), 'fw16-engine-'));
    const fifo = makeFifo(folder);
    const settings = testSettings(overrides, [{ path: fifo, kind: 'keyboard' }]);
    const engine = new Engine({ ...settings, active });
    const played = new TestEngine(engine, folder, fifo);
    t.teardown(async () => {
      played.openWriter?.close();
      await engine.stop();
      rmSync(folder, { recursive: true });
    });
    await engine.start();
    return played;
  }

  /** What there is to play. */
  get devices(): EngineSettings['devices'] {
    return [{ path: this.fifo, kind: 'keyboard' }];
  }

  /** The writing end of the keyboard; opening it waits for the engine to read. */
  private get writer(): FifoWriter {
    this.openWriter ??= new FifoWriter(this.fifo);
    return this.openWriter;
  }

  /** Presses or releases keys, all at the same moment. */
  keys(codes: readonly number[], pressed: boolean): void {
    const nowUs = monotonicUs();
    for (const code of codes)
      this.writer.write(
        encode([
          [nowUs, eventType.key, code, pressed ? 1 : 0],
          [nowUs, eventType.syn, syn.report, 0],
        ]),
      );
  }

  /** Writes records as they are. */
  write(bytes: Uint8Array): void {
    this.writer.write(bytes);
  }

  /** Waits for a notification of the play thread. */
  async notified<Type extends Notification['type']>(
    type: Type,
  ): Promise<Extract<Notification, { readonly type: Type }>> {
    const signal = AbortSignal.timeout(deadlineMs);
    for (;;) {
      const [notification] = (await once(this.engine, 'notification', { signal })) as [Notification];
      if (notification.type === type) return notification as Extract<Notification, { readonly type: Type }>;
    }
  }

  /** Waits until the counters are as they should be. @throws Error after 20 s, with what they are. */
  async until(condition: (get: Engine['counters']['get']) => boolean): Promise<void> {
    const { counters } = this.engine;
    const deadline = Date.now() + deadlineMs;
    while (!condition((name) => counters.get(name))) {
      if (Date.now() > deadline) throw new Error(JSON.stringify(counters.snapshot().values));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
}

/** Sets variables of the process's real environment for the time of a test: libraries read it. */
export function setEnvironment(t: Test, environment: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(environment)) {
    const before = process.env[name];
    process.env[name] = value;
    t.teardown(() => {
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    });
  }
}
