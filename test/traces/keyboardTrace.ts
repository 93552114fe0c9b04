/** A Framework 16 keyboard as the kernel presents it: what is recorded when keys go down and up. */
import type { EvemuRecording } from '../../src/linux/evemu.js';
import { busType, eventType, key, msc, syn } from '../../src/linux/inputEventCodes.js';

/** A key that goes down or up, at a time in milliseconds. */
export interface KeyAction {
  readonly timeMs: number;
  readonly code: number;
  readonly down: boolean;
}

/** The kernel's defaults of `REP_DELAY` and `REP_PERIOD`, in microseconds. */
const repeatDelayUs = 250_000;
const repeatPeriodUs = 33_000;

/**
 * Usages of the page Keyboard/Keypad (0x07) of the USB HID Usage Tables, in runs of consecutive numbers. The kernel
 * reports page and usage as MSC_SCAN.
 */
const usageRuns: readonly (readonly [firstUsage: number, codes: readonly number[]])[] = [
  [0x04, [key.a, key.b, key.c, key.d, key.e, key.f, key.g, key.h, key.i, key.j, key.k, key.l, key.m]],
  [0x11, [key.n, key.o, key.p, key.q, key.r, key.s, key.t, key.u, key.v, key.w, key.x, key.y, key.z]],
  [0x1e, [key.digit1, key.digit2, key.digit3, key.digit4, key.digit5]],
  [0x23, [key.digit6, key.digit7, key.digit8, key.digit9, key.digit0]],
  [0x28, [key.enter, key.esc, key.backspace, key.tab, key.space, key.minus, key.equal]],
  [0x2f, [key.leftBracket, key.rightBracket, key.backslash]],
  [0x33, [key.semicolon, key.apostrophe, key.grave, key.comma, key.dot, key.slash, key.capsLock]],
  [0x4b, [key.pageUp]],
  [0x4e, [key.pageDown]],
  [0xe0, [key.leftCtrl, key.leftShift]],
];
const scanCodes = new Map(
  usageRuns.flatMap(([first, codes]) => codes.map((code, index) => [code, 0x70000 + first + index] as const)),
);

/** Bitmaps of a USB keyboard as evemu 2 records them, in 64-bit words with the lowest first. Type 0 has SYN codes. */
const capabilities: readonly (readonly [type: number, words: readonly bigint[]])[] = [
  [eventType.syn, [0x0bn]],
  [
    eventType.key,
    [
      0xffff_ffff_ffff_fffen,
      0xfebe_ffdf_ffef_ffffn,
      0xff9f_207a_c140_57ffn,
      0x0001_0000_0000_0007n,
      ...Array<bigint>(8).fill(0n),
    ],
  ],
  [eventType.rel, [0n]],
  [eventType.abs, [0n]],
  [eventType.msc, [1n << BigInt(msc.scan)]],
  [eventType.sw, [0n]],
  [eventType.led, [0x1fn]],
  [eventType.snd, [0n]],
  [eventType.rep, [0x3n]],
  [eventType.ff, [0n, 0n]],
];

/**
 * What evemu-record would write. Each action makes a frame of MSC_SCAN, EV_KEY and SYN_REPORT; the keyboard is polled
 * once a millisecond, so no two frames of actions share one. The last pressed key repeats until any key is released,
 * in frames without MSC_SCAN whose SYN_REPORT has the value 1.
 * @param lateness How late each frame's time is, 0 to 1, of the most that is plausible
 * @throws RangeError for a key that the keyboard does not have
 */
export function recordKeyboard(actions: readonly KeyAction[], lateness: () => number): EvemuRecording {
  const rows: (readonly [timeUs: number, type: number, code: number, value: number])[] = [];
  let repeating: number | undefined;
  let repeatUs = 0;
  let pollMs = Number.NEGATIVE_INFINITY;
  for (const { timeMs, code, down } of [...actions].sort((a, b) => a.timeMs - b.timeMs)) {
    pollMs = Math.max(pollMs + 1, Math.round(timeMs));
    const timeUs = pollMs * 1000 + Math.floor(lateness() * 90);
    for (
      ;
      repeating !== undefined && repeatUs < timeUs;
      repeatUs += repeatPeriodUs + Math.floor(lateness() * 300)
    ) {
      rows.push([repeatUs, eventType.key, repeating, 2], [repeatUs, eventType.syn, syn.report, 1]);
    }
    const scanCode = scanCodes.get(code);
    if (scanCode === undefined) throw new RangeError(`the keyboard has no key ${code}`);
    rows.push([timeUs, eventType.msc, msc.scan, scanCode]);
    rows.push([timeUs, eventType.key, code, down ? 1 : 0]);
    rows.push([timeUs, eventType.syn, syn.report, 0]);
    repeating = down ? code : undefined;
    repeatUs = timeUs + repeatDelayUs;
  }
  const firstUs = rows[0]?.[0] ?? 0;
  return {
    name: 'Framework Laptop 16 Keyboard Module - ANSI',
    identity: { bus: busType.usb, vendor: 0x32ac, product: 0x0012, version: 0x0111 },
    properties: new Uint8Array(8),
    capabilities: new Map(
      capabilities.map(([type, words]) => [type, new Uint8Array(BigUint64Array.from(words).buffer)]),
    ),
    axes: [],
    events: {
      length: rows.length,
      timeUs: Float64Array.from(rows, ([timeUs]) => timeUs - firstUs),
      type: Uint16Array.from(rows, ([, type]) => type),
      code: Uint16Array.from(rows, ([, , code]) => code),
      value: Int32Array.from(rows, ([, , , value]) => value),
    },
  };
}
