/** The audio driver that is configured: whether this build has it, and whether it would find what it plays through. */
import type { AudioDriverName } from '../../synthesizer/audioDrivers.js';
import type { LibraryFacts } from '../../synthesizer/libraryFactsProcess.js';
import { pipewireSocket } from './audioServer.js';
import { type Check, type Finding, fault, ok, unknown, warning } from './check.js';
import type { ReadConfigured } from './configured.js';
import { readLibrary } from './library.js';
import type { Machine } from './machine.js';

const startServer = 'Start the sound server: systemctl --user start pipewire pipewire-pulse wireplumber';
const nixosServer = 'services.pipewire = { enable = true; pulse.enable = true; jack.enable = true; };';
const nixosAuto = 'programs.fw16-synth.settings.audio.driver = "auto";';

/** @param read What is configured. */
export function driverCheck(read: ReadConfigured): Check {
  return {
    name: 'audio drivers',
    async look(machine) {
      const reading = await readLibrary(machine);
      if (reading === undefined || 'fault' in reading) return unknown('not known without libfluidsynth');
      const { driver } = read();
      return driver === 'auto' ? automatic(reading) : named(driver, reading, machine);
    },
  };
}

function automatic({ candidates, passedOver }: LibraryFacts): Finding {
  const native = candidates.filter((driver) => driver !== 'portaudio');
  const passed = passedOver.map(({ driver, reason }) => `${driver}: ${reason}`).join('; ');
  const aside = passed === '' ? '' : ` (${passed})`;
  if (native.length > 0) return ok(`"auto" tries ${candidates.join(', ')}${aside}`);
  return warning(`"auto" finds no sound server and no sound card${aside}`, startServer, nixosServer);
}

/** A driver that is configured by its name is the only one that is tried. */
function named(
  driver: Exclude<AudioDriverName, 'auto'>,
  { drivers, passedOver }: LibraryFacts,
  machine: Machine,
): Finding {
  const configured = `"${driver}" is configured`;
  if (driver === 'none') return ok(`${configured}: nothing is heard`);
  if (driver === 'portaudio') return portAudio(configured, machine);
  if (!drivers.includes(driver)) {
    return fault(
      `${configured}, and this build of FluidSynth has only ${drivers.join(', ')}`,
      'Set audio.driver to auto, or to one of those.',
      nixosAuto,
    );
  }
  const reason = passedOver.find((passed) => passed.driver === driver)?.reason;
  if (reason === undefined) return ok(configured);
  return passedOverByAuto(driver, `${configured}: ${reason}`, machine);
}

/** What `auto` would not try may work all the same when it is asked for. */
function passedOverByAuto(driver: AudioDriverName, found: string, machine: Machine): Finding {
  if (driver === 'alsa') {
    if (machine.exists('/dev/snd'))
      return warning(found, 'Set audio.driver to auto, which plays through the server.', nixosAuto);
    return fault(found, 'Plug one in. In a container, pass it into it: --device /dev/snd');
  }
  if (driver !== 'jack') return fault(found, startServer, nixosServer);
  if (machine.exists(pipewireSocket(machine))) {
    return warning(
      `${found}; PipeWire plays in its place only where the libjack of PipeWire is loaded`,
      'Set audio.driver to auto; or load it: pw-jack fw16-synth',
      nixosAuto,
    );
  }
  return fault(found, 'Start it: jackd -d alsa -p 128', nixosServer);
}

/** PortAudio looks for devices itself, and only when it plays. */
function portAudio(configured: string, machine: Machine): Finding {
  if (machine.exists('/dev/snd')) return ok(configured);
  return unknown(
    `${configured}, and there is no sound card; whether it finds another way is heard when it plays`,
    'Play one note: fw16-synth --test-mode',
  );
}
