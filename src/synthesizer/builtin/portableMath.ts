/**
 * Arithmetic that gives the same bits on every machine. ECMAScript leaves the accuracy of `Math.sin`, `Math.exp` and
 * `**` to the engine, but fixes addition, multiplication and division to the last bit; waveforms use only those, so
 * that the generated file can be compared byte for byte.
 */

/** The sine of an angle in turns (any finite number; 1 turn is 2π), accurate to 1e-11. */
export function sine(turns: number): number {
  let quarter = turns - Math.round(turns);
  // Mirrored into -1/4..1/4 turn, where the series below converges fast.
  if (quarter > 0.25) quarter = 0.5 - quarter;
  else if (quarter < -0.25) quarter = -0.5 - quarter;
  const x = quarter * 2 * Math.PI;
  const square = x * x;
  let sum = 1;
  for (let n = 15; n >= 3; n -= 2) sum = 1 - (sum * square) / (n * (n - 1));
  return x * sum;
}

/** `base` to a whole power of 0 or more, by repeated squaring. */
export function wholePower(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}

/** The factor per frame that halves a level every `seconds`; `rate` in frames per second. */
export function halvingFactor(seconds: number, rate: number): number {
  // The first term of the series is enough: half-lives are hundreds of frames long.
  return 1 / (1 + Math.LN2 / (seconds * rate));
}

/** A source of repeatable pseudo-random numbers from -1 to 1. */
export type Noise = () => number;

/** A 32-bit shift-register generator; the same seed (any integer but 0) gives the same sequence. */
export function seededNoise(seed: number): Noise {
  let state = seed | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 0x8000_0000;
  };
  // Small seeds have few bits set, and it takes some steps until the sequence no longer shows it.
  for (let step = 0; step < 16; step++) next();
  return next;
}
