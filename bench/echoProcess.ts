/** A D-Bus service that is nothing but dbus-next, which answers pings by itself. */
import { createRequire } from 'node:module';

interface Library {
  sessionBus(): { requestName(name: string, flags: number): Promise<number> };
}

const library = createRequire(import.meta.url)('dbus-next') as Library;
await library.sessionBus().requestName('org.fw16synth.BenchEcho', 0);
process.stdout.write('ready\n');
