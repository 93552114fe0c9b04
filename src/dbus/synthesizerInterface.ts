/** The Synthesizer interface of the root object: docs/dbus/synthesizer.md. */
import { isAbsolute } from 'node:path';
import { SynthError } from '../errors/errors.js';
import { type ExportedInterface, exported } from './exportedInterface.js';
import type { Instrument, WritableProperty } from './instrument.js';
import { synthesizer } from './interfaces.js';
import type { Subscribers } from './subscribers.js';

export function synthesizerInterface(instrument: Instrument, subscribers: Subscribers): ExportedInterface {
  return exported(synthesizer, {
    methods: {
      Activate: async () => {
        await instrument.activate();
        return [];
      },
      Deactivate: async () => {
        await instrument.deactivate();
        return [];
      },
      Toggle: async () => {
        await instrument.toggle();
        return [];
      },
      NoteOn: ([key, velocity]) => {
        instrument.noteOn(key, velocity);
        return [];
      },
      NoteOff: ([key]) => {
        instrument.noteOff(key);
        return [];
      },
      Panic: () => {
        instrument.panic();
        return [];
      },
      SelectProgram: async ([bank, program]) => {
        await instrument.selectProgram(bank, program);
        return [];
      },
      LoadSoundFont: async ([path]) => {
        checkPath(path);
        await instrument.loadSoundFont(path);
        return [];
      },
      Reload: async () => {
        const { changed, needRestart } = await instrument.reload();
        return [changed, needRestart];
      },
      Subscribe: (_, caller) => {
        subscribers.add(caller);
        return [];
      },
      Unsubscribe: (_, caller) => {
        subscribers.remove(caller);
        return [];
      },
    },
    get: () => instrument.properties,
    set: async (name, value) => {
      // What is set has been compared with the description: the property is writable, the value of its type.
      await instrument.set(name as WritableProperty, value as number | string | boolean);
    },
  });
}

/** A path is the daemon's to open, whose working folder is not the client's; an empty one means the built-in font. */
function checkPath(path: string): void {
  if (path === '' || isAbsolute(path)) return;
  throw new SynthError(
    'INVALID_ARGUMENTS',
    `The path of a sound font has to begin with /, but is ${path}.`,
    'Give the whole path: "$(realpath FILE)"',
  );
}
