/**
 * The synthesizer as the rest of the program sees it. `FluidSynthesizer` sounds, `RecordingSynthesizer` remembers;
 * they are of equal rank, and nothing above this folder knows which one it has.
 *
 * Channels are 0 to 15, keys and 7-bit values 0 to 127. The methods that belong to the play path take integers,
 * allocate nothing, and do not throw: an event that the library refuses (a note-off for a note that has ended) is
 * not an error of the caller.
 */
export interface Synthesizer {
  /** Starts a note; velocity 1 to 127. */
  noteOn(channel: number, key: number, velocity: number): void;
  /** Ends a note: its release phase begins. */
  noteOff(channel: number, key: number): void;
  /** Sets a controller to 0 to 127. */
  controlChange(channel: number, controller: number, value: number): void;
  /** Bends the channel's pitch: 0 to 16383, 8192 is the centre. */
  pitchBend(channel: number, value: number): void;
  /** Sets the pressure of a whole channel, 0 to 127. */
  channelPressure(channel: number, value: number): void;
  /** Chooses a bank (0 to 16383) and program (0 to 127). False when the sound font has no such preset; nothing changes. */
  selectProgram(channel: number, bank: number, program: number): boolean;
  /** How far a full pitch bend reaches, in semitones, 0 to 72. */
  setPitchBendRange(channel: number, semitones: number): void;
  /** Ends every note of every channel through its release phase. */
  allNotesOff(): void;
  /** Silences every voice at once. */
  allSoundOff(): void;
  /** Voices that sound now, released ones that still ring included. */
  activeVoices(): number;
  /** Linear output gain, 0 to 10. */
  setGain(gain: number): void;
  /** The name of the preset on a channel, or an empty string when there is none. */
  programName(channel: number): string;
}
