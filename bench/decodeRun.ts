/**
 * Decodes as fast as it can what comes through a keyboard's pipe: poll, read, decoder, key state, performer, counters
 * and event ring, as the play thread has them, in virtual time. Only the synthesizer is one that merely counts. A
 * program of its own, so that it starts afresh and its heap holds nothing else:
 *
 *   node --expose-gc --min-semi-space-size=64 decodeRun.js FIFO ROUNDS
 *
 * Prints a `DecodeResult` as JSON.
 */
import { GCProfiler } from 'node:v8';
import { engineSettings } from '../src/config/engineSettings.js';
import { createConfiguration } from '../src/config/schema.js';
import { CounterWriter, createCounters } from '../src/engine/counters.js';
import { createDeviceCounters, DeviceCounterWriter } from '../src/engine/deviceCounters.js';
import { DeviceTable } from '../src/engine/deviceTable.js';
import { createEventRing, EventRingWriter } from '../src/engine/eventRing.js';
import { PlayPath } from '../src/engine/playPath.js';
import { SoundingOutput } from '../src/engine/soundingOutput.js';
import * as libc from '../src/linux/libc.js';
import { PollSet } from '../src/linux/pollSet.js';
import { RecordingSynthesizer } from '../src/synthesizer/recordingSynthesizer.js';
import { recordBytes, recordsPerStroke, StrokeBuffer, spanUs, strokes } from './decodeFeed.js';

/** What one way of feeding gave. */
export interface DecodeRates {
  /** Records of the kernel per second, one for each round. */
  readonly records: number[];
  /** Notes that began or ended per second, one for each round. */
  readonly notes: number[];
  /** Heap that a record takes, one for each round in which the heap was not collected. */
  readonly bytesPerRecord: number[];
}

export interface DecodeResult {
  /** The pipe is full each time. Filling it does not count. */
  readonly waiting: DecodeRates;
  /** Each press and release wakes the loop anew. Writing it counts. */
  readonly oneByOne: DecodeRates;
}

class CountingSynthesizer extends RecordingSynthesizer {
  notes = 0;

  override noteOn(): void {
    this.notes++;
  }

  override noteOff(): void {
    this.notes++;
  }
}

const [pipe = '', roundsText = ''] = process.argv.slice(2);
const rounds = Number(roundsText);
const fillsPerRound = 40;
const recordsPerFill = strokes * recordsPerStroke;
const frameBytes = 2 * recordBytes;
/** From the start of one buffer to that of the next, in virtual time. */
const fillUs = 1e6;

const synthesizer = new CountingSynthesizer();
const counters = new CounterWriter(createCounters());
const settings = engineSettings(createConfiguration({}), {
  devices: [{ path: pipe, kind: 'keyboard' }],
  soundFont: '',
  programs: [],
});
const output = new SoundingOutput(synthesizer, counters, new EventRingWriter(createEventRing()));
const path = new PlayPath(settings, settings.programs, output);
const poll = new PollSet();
const fail = (what: unknown): never => {
  throw new Error(JSON.stringify(what));
};
const deviceCounters = new DeviceCounterWriter(createDeviceCounters());
const devices = new DeviceTable(settings, path, poll, deviceCounters, {
  deviceOpened: () => undefined,
  deviceLost: fail,
  deviceReleased: fail,
  grabChanged: fail,
  recordingEnded: fail,
  fault: fail,
});
const buffer = new StrokeBuffer();
const frames = Array.from({ length: recordsPerFill / 2 }, (_, frame) =>
  buffer.bytes.subarray(frame * frameBytes, (frame + 1) * frameBytes),
);
let virtualUs = 1e9;

devices.set(settings.devices, virtualUs);
const writer = libc.open(pipe, libc.openFlag.writeOnly);

/** One turn of the play thread's loop. */
function turn(nowUs: number): void {
  poll.wait(0);
  poll.dispatch(nowUs);
  path.advance(nowUs);
}

/** Writes a performance and decodes it; returns the time that the decoding took, in ms. */
function fillAndDecode(): number {
  const target = path.statistics.events + recordsPerFill;
  libc.write(writer, buffer.bytes, buffer.bytes.length);
  const begin = performance.now();
  while (path.statistics.events < target) turn(virtualUs + spanUs);
  return performance.now() - begin;
}

function decodeOneByOne(): number {
  const begin = performance.now();
  const frameUs = spanUs / frames.length;
  for (let frame = 0; frame < frames.length; frame++) {
    libc.write(writer, frames[frame] as Uint8Array, frameBytes);
    turn(virtualUs + (frame + 1) * frameUs);
  }
  return performance.now() - begin;
}

function round(decode: () => number, rates: DecodeRates): void {
  const [records, notes] = [path.statistics.events, synthesizer.notes];
  globalThis.gc?.();
  const collections = new GCProfiler();
  collections.start();
  const heap = process.memoryUsage().heapUsed;
  let milliseconds = 0;
  for (let fill = 0; fill < fillsPerRound; fill++) {
    buffer.stamp(virtualUs);
    milliseconds += decode();
    virtualUs += fillUs;
  }
  const bytes = process.memoryUsage().heapUsed - heap;
  const collected = collections.stop()?.statistics.length ?? 0;
  const decoded = path.statistics.events - records;
  rates.records.push((decoded / milliseconds) * 1000);
  rates.notes.push(((synthesizer.notes - notes) / milliseconds) * 1000);
  if (collected === 0) rates.bytesPerRecord.push(bytes / decoded);
}

function measure(decode: () => number): DecodeRates {
  const rates: DecodeRates = { records: [], notes: [], bytesPerRecord: [] };
  const warmUp: DecodeRates = { records: [], notes: [], bytesPerRecord: [] };
  for (let index = 0; index < 3; index++) round(decode, warmUp);
  for (let index = 0; index < rounds; index++) round(decode, rates);
  return rates;
}

const result: DecodeResult = { waiting: measure(fillAndDecode), oneByOne: measure(decodeOneByOne) };
const { statistics, strokes: keys } = path;
// A performance that was not understood as it was meant would be decoded faster than a true one.
if (
  statistics.malformed + statistics.backwards + statistics.resyncs + keys.chatter + devices.restamped() >
  0
) {
  fail({ ...statistics, chatter: keys.chatter, restamped: devices.restamped() });
}
console.log(JSON.stringify(result));
