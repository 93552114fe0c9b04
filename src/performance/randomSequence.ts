/** Random numbers that can be had again: the sequence is a function of the index, so that a plan can be taken back. */

/** The number of an index, 0 to 2³² − 1: at least 0 and less than 1. */
export type RandomSequence = (index: number) => number;

/** A sequence for each seed, 0 to 2³² − 1: the mixing function of splitmix32 over a Weyl sequence. */
export function seededSequence(seed: number): RandomSequence {
  return (index) => {
    let bits = (seed + Math.imul(index + 1, 0x9e3779b9)) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
    bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
    return ((bits ^ (bits >>> 15)) >>> 0) / 2 ** 32;
  };
}
