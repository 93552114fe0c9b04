/** A recording through the play path in virtual time: no thread, no clock, no device. */
import type { EvemuRecording } from '../linux/evemu.js';
import type { MusicalOutput, VelocitySource } from '../performance/musicalOutput.js';
import type { ProgramList } from '../performance/programs.js';
import { PlayPath, type PlayPathSettings } from './playPath.js';

/**
 * Plays every event at its time, deadlines in between at theirs, and ends what is still held at the end.
 * @returns The path, for its statistics.
 */
export function replayRecording(
  recording: EvemuRecording,
  settings: PlayPathSettings & { readonly programs: ProgramList },
  outputs: readonly MusicalOutput[],
): PlayPath {
  const path = new PlayPath(settings, settings.programs, new OutputGroup(outputs));
  const decoder = path.addKeyboard();
  const { events } = recording;
  for (let index = 0; index < events.length; index++) {
    const timeUs = events.timeUs[index] as number;
    advanceTo(path, timeUs);
    decoder.event(
      events.type[index] as number,
      events.code[index] as number,
      events.value[index] as number,
      timeUs,
    );
  }
  const endUs = events.timeUs[events.length - 1] ?? 0;
  decoder.releaseAll(endUs);
  path.performer.endHold(endUs);
  advanceTo(path, Number.MAX_SAFE_INTEGER);
  return path;
}

function advanceTo(path: PlayPath, timeUs: number): void {
  for (let due = path.nextDeadlineUs(); due < timeUs; due = path.nextDeadlineUs()) path.advance(due);
}

/** Several outputs as one; each gets every event. */
class OutputGroup implements MusicalOutput {
  private readonly outputs: readonly MusicalOutput[];

  constructor(outputs: readonly MusicalOutput[]) {
    this.outputs = outputs;
  }

  noteOn(channel: number, key: number, velocity: number, source: VelocitySource, timeUs: number): void {
    for (const output of this.outputs) output.noteOn(channel, key, velocity, source, timeUs);
  }

  noteOff(channel: number, key: number, timeUs: number): void {
    for (const output of this.outputs) output.noteOff(channel, key, timeUs);
  }

  controlChange(channel: number, controller: number, value: number, timeUs: number): void {
    for (const output of this.outputs) output.controlChange(channel, controller, value, timeUs);
  }

  programChange(channel: number, bank: number, program: number, timeUs: number): void {
    for (const output of this.outputs) output.programChange(channel, bank, program, timeUs);
  }

  pitchBend(channel: number, value: number, timeUs: number): void {
    for (const output of this.outputs) output.pitchBend(channel, value, timeUs);
  }

  panic(timeUs: number): void {
    for (const output of this.outputs) output.panic(timeUs);
  }
}
