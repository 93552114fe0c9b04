/** Velocity from the row of the key: the further from the player, the louder. */
import type { KeyRow } from '../keymap.js';

/** The velocity of each row, 1 to 127. */
export type PositionSettings = Readonly<Record<KeyRow, number>>;

export const defaultPosition: PositionSettings = { z: 40, a: 80, q: 110 };
