/** What each command of the main thread does. Belongs to the play thread. */
import { isKey } from '../midi/messages.js';
import type { FluidSynthesizer } from '../synthesizer/fluidSynthesizer.js';
import { gainOf } from '../synthesizer/settings.js';
import { releaseMemory } from './garbage.js';
import type { Command, DeviceRequest } from './messages.js';
import type { PlayPath } from './playPath.js';
import type { PlayStateWatch } from './playState.js';
import type { SoundFontChange } from './soundFontChange.js';
import type { SoundingOutput } from './soundingOutput.js';
import type { ToggleWatch } from './toggleWatch.js';

/** What commands reach. */
export interface Commanded {
  readonly active: boolean;
  /** The player's channel, 0 to 15. */
  readonly channel: number;
  readonly path: PlayPath;
  readonly output: SoundingOutput;
  readonly synthesizer: FluidSynthesizer;
  readonly state: PlayStateWatch;
  readonly soundFont: SoundFontChange;
  readonly toggles: ToggleWatch;
  stop(): void;
  activate(devices: readonly DeviceRequest[], nowUs: number): void;
  deactivate(nowUs: number): void;
  setDevices(devices: readonly DeviceRequest[], nowUs: number): void;
  reopenAudio(nowUs: number): void;
  tellScheduling(): void;
  hang(): void;
}

/** Does what a command says. */
export function obey(command: Command, thread: Commanded, nowUs: number): void {
  switch (command.type) {
    case 'stop':
      thread.stop();
      return;
    case 'activate':
      thread.activate(command.devices, nowUs);
      return;
    case 'deactivate':
      thread.deactivate(nowUs);
      return;
    case 'set-devices':
      thread.setDevices(command.devices, nowUs);
      return;
    case 'watch-toggle':
      thread.toggles.set(command.paths);
      return;
    case 'load-soundfont':
      thread.state.programNameIsOld = true;
      thread.soundFont.request(command, thread.active, nowUs);
      return;
    case 'adopt-soundfont':
      thread.state.programNameIsOld = true;
      thread.soundFont.adopt(command.address, nowUs);
      return;
    case 'abandon-soundfont':
      thread.soundFont.abandon(command.fault);
      return;
    case 'read-scheduling':
      thread.tellScheduling();
      return;
    case 'reopen-audio':
      thread.reopenAudio(nowUs);
      return;
    case 'release-memory':
      if (!thread.active) releaseMemory();
      return;
    case 'hang':
      thread.hang();
      return;
    default:
      play(command, thread, nowUs);
  }
}

/** What is played, and how it sounds. */
function play(command: Command, thread: Commanded, nowUs: number): void {
  const { path, synthesizer, state } = thread;
  switch (command.type) {
    case 'panic':
      path.panic(nowUs);
      return;
    case 'select-program':
      path.performer.selectProgram(command.bank, command.program, nowUs);
      return;
    case 'note-on':
      remoteNote(command.key, command.velocity, thread, nowUs);
      return;
    case 'note-off':
      remoteNote(command.key, 0, thread, nowUs);
      return;
    case 'set-octave':
      path.performer.setOctave(command.octave);
      return;
    case 'set-transpose':
      path.performer.setTranspose(command.transpose);
      return;
    case 'set-velocity':
      state.velocityMode = command.velocity.mode;
      path.performer.velocity.configure(command.velocity);
      return;
    case 'set-layer':
      path.performer.setLayer(command.layer, nowUs);
      return;
    case 'set-arpeggiator':
      path.performer.setArpeggiator(command.arpeggiator, nowUs);
      return;
    case 'set-tempo':
      path.performer.setTempo(command.tempo, nowUs);
      return;
    case 'configure-layer':
      path.performer.configureLayer(command.layer, nowUs);
      return;
    case 'configure-arpeggiator':
      path.performer.configureArpeggiator(command.arpeggiator, nowUs);
      return;
    case 'set-chatter-window':
      path.strokes.setChatterWindow(command.chatterWindowUs);
      return;
    case 'set-gain':
      state.gainDb = command.gainDb;
      synthesizer.setGain(gainOf(command.gainDb));
      return;
    case 'set-audio':
      state.gainDb = command.audio.gainDb;
      synthesizer.apply(command.audio);
      return;
  }
}

/** A note from a program; velocity 0 ends it, as everywhere in MIDI. */
function remoteNote(
  key: number,
  velocity: number,
  { active, channel, output }: Commanded,
  nowUs: number,
): void {
  if (!active || !isKey(key)) return;
  if (velocity > 0) output.remote.press(key, channel, key, Math.min(velocity, 127), 'remote', nowUs);
  else output.remote.release(key, nowUs);
}
