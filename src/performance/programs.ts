/** The presets that the program keys step through. */

export interface ProgramNumber {
  /** Bank, 0 to 16383; 128 holds the drum kits of a General MIDI sound font. */
  readonly bank: number;
  /** Program, 0 to 127. */
  readonly program: number;
}

/** Sorted by bank, then by program. */
export type ProgramList = readonly ProgramNumber[];

/** A list in the order of the keys. */
export function sortPrograms(programs: readonly ProgramNumber[]): ProgramList {
  return programs
    .map(({ bank, program }) => ({ bank, program }))
    .sort((a, b) => a.bank - b.bank || a.program - b.program);
}

/**
 * The program `by` places after the current one; it stays at the ends of the list. A current program that is not in
 * the list counts as standing between its neighbours.
 */
export function stepProgram(list: ProgramList, bank: number, program: number, by: number): ProgramNumber {
  if (list.length === 0) return { bank, program };
  let index = list.findIndex(
    (entry) => entry.bank > bank || (entry.bank === bank && entry.program >= program),
  );
  if (index < 0) index = list.length;
  const exact = list[index]?.bank === bank && list[index]?.program === program;
  const target = index + by - (exact || by < 0 ? 0 : 1);
  return list[Math.min(Math.max(target, 0), list.length - 1)] ?? { bank, program };
}
