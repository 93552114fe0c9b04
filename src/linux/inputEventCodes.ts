/**
 * The numbers of the Linux input protocol that the program reads or writes, with the values and the order of the
 * kernel's <linux/input-event-codes.h> and <linux/input.h>. They are kernel ABI and never change.
 */

/** EV_*: the type of an event. */
export const eventType = {
  syn: 0x00,
  key: 0x01,
  rel: 0x02,
  abs: 0x03,
  msc: 0x04,
  sw: 0x05,
  led: 0x11,
  snd: 0x12,
  rep: 0x14,
  ff: 0x15,
  pwr: 0x16,
  ffStatus: 0x17,
  max: 0x1f,
} as const;

/** SYN_*: codes of EV_SYN. */
export const syn = { report: 0, config: 1, mtReport: 2, dropped: 3, max: 0x0f } as const;

/** KEY_*: codes of EV_KEY that a laptop keyboard and its numeric pad send. `max` is KEY_MAX, the highest code. */
export const key = {
  reserved: 0,
  esc: 1,
  digit1: 2,
  digit2: 3,
  digit3: 4,
  digit4: 5,
  digit5: 6,
  digit6: 7,
  digit7: 8,
  digit8: 9,
  digit9: 10,
  digit0: 11,
  minus: 12,
  equal: 13,
  backspace: 14,
  tab: 15,
  q: 16,
  w: 17,
  e: 18,
  r: 19,
  t: 20,
  y: 21,
  u: 22,
  i: 23,
  o: 24,
  p: 25,
  leftBracket: 26,
  rightBracket: 27,
  enter: 28,
  leftCtrl: 29,
  a: 30,
  s: 31,
  d: 32,
  f: 33,
  g: 34,
  h: 35,
  j: 36,
  k: 37,
  l: 38,
  semicolon: 39,
  apostrophe: 40,
  grave: 41,
  leftShift: 42,
  backslash: 43,
  z: 44,
  x: 45,
  c: 46,
  v: 47,
  b: 48,
  n: 49,
  m: 50,
  comma: 51,
  dot: 52,
  slash: 53,
  rightShift: 54,
  kpAsterisk: 55,
  leftAlt: 56,
  space: 57,
  capsLock: 58,
  f1: 59,
  f2: 60,
  f3: 61,
  f4: 62,
  f5: 63,
  f6: 64,
  f7: 65,
  f8: 66,
  f9: 67,
  f10: 68,
  numLock: 69,
  scrollLock: 70,
  kp7: 71,
  kp8: 72,
  kp9: 73,
  kpMinus: 74,
  kp4: 75,
  kp5: 76,
  kp6: 77,
  kpPlus: 78,
  kp1: 79,
  kp2: 80,
  kp3: 81,
  kp0: 82,
  kpDot: 83,
  /** The extra key of ISO keyboards, between left Shift and Z. */
  '102nd': 86,
  f11: 87,
  f12: 88,
  kpEnter: 96,
  rightCtrl: 97,
  kpSlash: 98,
  sysRq: 99,
  rightAlt: 100,
  home: 102,
  up: 103,
  pageUp: 104,
  left: 105,
  right: 106,
  end: 107,
  down: 108,
  pageDown: 109,
  insert: 110,
  delete: 111,
  mute: 113,
  volumeDown: 114,
  volumeUp: 115,
  power: 116,
  kpEqual: 117,
  pause: 119,
  kpComma: 121,
  leftMeta: 125,
  rightMeta: 126,
  compose: 127,
  sleep: 142,
  nextSong: 163,
  playPause: 164,
  previousSong: 165,
  stopCd: 166,
  /** What the Framework key of the F12 position sends: KEY_CONFIG, "AL Consumer Control Configuration". */
  config: 171,
  brightnessDown: 224,
  brightnessUp: 225,
  rfKill: 247,
  fn: 0x1d0,
  max: 0x2ff,
} as const;

/** BTN_*: the EV_KEY codes of touchpads and mice. */
export const button = {
  misc: 0x100,
  left: 0x110,
  right: 0x111,
  middle: 0x112,
  toolFinger: 0x145,
  toolQuintTap: 0x148,
  touch: 0x14a,
  toolDoubleTap: 0x14d,
  toolTripleTap: 0x14e,
  toolQuadTap: 0x14f,
} as const;

/** REL_*: codes of EV_REL. */
export const rel = { x: 0, y: 1, hWheel: 6, wheel: 8, max: 0x0f } as const;

/** ABS_*: codes of EV_ABS. The `mt` ones are those of the multitouch protocol, type B. */
export const abs = {
  x: 0x00,
  y: 0x01,
  pressure: 0x18,
  distance: 0x19,
  toolWidth: 0x1c,
  mtSlot: 0x2f,
  mtTouchMajor: 0x30,
  mtTouchMinor: 0x31,
  mtWidthMajor: 0x32,
  mtWidthMinor: 0x33,
  mtOrientation: 0x34,
  mtPositionX: 0x35,
  mtPositionY: 0x36,
  mtToolType: 0x37,
  mtBlobId: 0x38,
  mtTrackingId: 0x39,
  mtPressure: 0x3a,
  mtDistance: 0x3b,
  max: 0x3f,
} as const;

/** MT_TOOL_*: values of ABS_MT_TOOL_TYPE. */
export const mtTool = { finger: 0, pen: 1, palm: 2 } as const;

/** MSC_*: codes of EV_MSC. */
export const msc = { scan: 4, timestamp: 5, max: 7 } as const;

/** LED_*: codes of EV_LED. */
export const led = { numLock: 0, capsLock: 1, scrollLock: 2, compose: 3, kana: 4, max: 0x0f } as const;

/** SW_*: codes of EV_SW. */
export const sw = { lid: 0, tabletMode: 1, max: 0x10 } as const;

/** REP_*: codes of EV_REP. */
export const rep = { delay: 0, period: 1, max: 1 } as const;

/** INPUT_PROP_*: bits of a device's properties. */
export const inputProperty = { pointer: 0, direct: 1, buttonPad: 2, semiMt: 3, max: 0x1f } as const;

/** BUS_*: how a device is attached. */
export const busType = {
  pci: 0x01,
  usb: 0x03,
  bluetooth: 0x05,
  virtual: 0x06,
  i8042: 0x11,
  i2c: 0x18,
  host: 0x19,
} as const;

const namesByCode = new Map<number, string>();
for (const [name, code] of Object.entries(key)) {
  // The kernel's names in camel case, but a digit cannot begin an identifier, and its braces are brackets.
  const kernelName = name
    .replace(/^digit/, '')
    .replace('Bracket', 'Brace')
    .toUpperCase();
  if (code !== key.max) namesByCode.set(code, `KEY_${kernelName}`);
}

/** The kernel's name of a key code (`KEY_Q` for 16), or the number (`key 0x1d1`) if it is not in the table. */
export function keyName(code: number): string {
  return namesByCode.get(code) ?? `key 0x${code.toString(16)}`;
}
