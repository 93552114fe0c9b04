/** FluidSynth's longest period, in frames. */
const longestPeriod = 8192;

/**
 * The period, in frames, at which FluidSynth's driver `file` keeps time.
 *
 * That driver is called by a timer of whole milliseconds, the period's length rounded to the nearest. Called too
 * often, it leaves calls out and keeps time; called too seldom, it falls behind: with periods of 128 frames at 48 kHz
 * (2.67 ms, rounded to 3) a recording comes out 11 % short. So a period whose length would be rounded up is made as
 * long as its timer.
 * @param frames The period asked for, 64 to 8192.
 * @param sampleRate Hertz.
 */
export function fileDriverPeriod(frames: number, sampleRate: number): number {
  const ms = (frames * 1000) / sampleRate;
  const timerMs = Math.round(ms);
  if (timerMs <= ms) return frames;
  const longer = Math.ceil((timerMs * sampleRate) / 1000);
  return longer <= longestPeriod ? longer : Math.ceil(((timerMs - 1) * sampleRate) / 1000);
}
