/** What each channel plays, so that it plays it, or what comes nearest, when the sound font is changed. */
import { channelCount } from '../midi/messages.js';
import type { ProgramList, ProgramNumber } from '../performance/programs.js';
import type { Synthesizer } from '../synthesizer/synthesizer.js';

/** The channel and the bank of drum kits in General MIDI. */
const drumChannel = 9;
const drumBank = 128;

export class ChannelPrograms {
  private readonly banks = new Int16Array(channelCount);
  private readonly programs = new Uint8Array(channelCount);
  /** Channels for which somebody has chosen a program. */
  private readonly chosen = new Uint8Array(channelCount);

  /** As the library has it after a start. */
  constructor() {
    this.banks[drumChannel] = drumBank;
  }

  bank(channel: number): number {
    return this.banks[channel] ?? 0;
  }

  program(channel: number): number {
    return this.programs[channel] ?? 0;
  }

  /** A program has been chosen, and the sound font has it. */
  note(channel: number, bank: number, program: number): void {
    this.banks[channel] = bank;
    this.programs[channel] = program;
    this.chosen[channel] = 1;
  }

  /**
   * Chooses for every channel from another sound font what it played, or what comes nearest.
   * @returns The chosen programs that the sound font has not.
   */
  reselect(synthesizer: Synthesizer, list: ProgramList): ProgramNumber[] {
    const missing: ProgramNumber[] = [];
    for (let channel = 0; channel < channelCount; channel++) {
      const wanted = { bank: this.bank(channel), program: this.program(channel) };
      if (synthesizer.selectProgram(channel, wanted.bank, wanted.program)) continue;
      if (this.chosen[channel] === 1) missing.push(wanted);
      const nearest = nearestProgram(list, wanted);
      if (nearest === undefined || !synthesizer.selectProgram(channel, nearest.bank, nearest.program))
        continue;
      this.banks[channel] = nearest.bank;
      this.programs[channel] = nearest.program;
    }
    return missing;
  }
}

/**
 * The program that comes nearest: of the same bank if it has any, else of the melodic or the drum banks as wanted, else
 * any; and of those the one with the nearest number. Undefined when the list is empty.
 */
export function nearestProgram(list: ProgramList, wanted: ProgramNumber): ProgramNumber | undefined {
  const distance = ({ bank, program }: ProgramNumber): number => {
    const otherKind = (bank === drumBank) !== (wanted.bank === drumBank);
    return (otherKind ? 2e6 : bank === wanted.bank ? 0 : 1e6) + Math.abs(program - wanted.program);
  };
  let nearest: ProgramNumber | undefined;
  for (const each of list) {
    if (nearest === undefined || distance(each) < distance(nearest)) nearest = each;
  }
  return nearest;
}
