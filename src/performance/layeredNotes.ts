/**
 * Notes on the channel of the keyboard and, while the layer is on, on that of the layer. A key's release ends the notes
 * that its press began on either, whatever was changed in between.
 */
import { clampVelocity, controller, isKey } from '../midi/messages.js';
import { HeldNotes } from './heldNotes.js';
import type { LayerSettings } from './layerSettings.js';
import type { MusicalOutput, VelocitySource } from './musicalOutput.js';

export class LayeredNotes {
  private readonly output: MusicalOutput;
  private readonly channel: number;
  private layer: LayerSettings;
  private readonly notes: HeldNotes;
  /** What begins a note: a number from 0 on. The layer's notes have this many more. */
  private readonly holders: number;
  private layerOn: boolean;
  private layerProgramSent = false;
  private pedal = false;
  private layerPedal = false;

  /** @param holders The numbers of what begins notes are 0 to `holders` − 1. */
  constructor(holders: number, channel: number, layer: LayerSettings, output: MusicalOutput) {
    this.output = output;
    this.channel = channel;
    this.layer = layer;
    this.layerOn = layer.enabled;
    this.holders = holders;
    this.notes = new HeldNotes(2 * holders, output);
  }

  /** Notes that are on. */
  get count(): number {
    return this.notes.count;
  }

  /** Whether the notes to come are layered. */
  get layered(): boolean {
    return this.layerOn;
  }

  /** Layers the notes to come, or no longer does. Notes that sound, and the pedal that holds them, stay as they are. */
  setLayer(on: boolean, timeUs: number): void {
    if (on === this.layerOn) return;
    this.layerOn = on;
    if (!on) return;
    this.sendLayerProgram(timeUs);
    if (this.pedal) this.sustainLayer(true, timeUs);
  }

  /** Takes new settings for the notes to come, `setLayer` included; those that sound end as they began. */
  configure(layer: LayerSettings, timeUs: number): void {
    const { channel, bank, program } = this.layer;
    const moved = layer.channel !== channel;
    if (moved && this.layerPedal) this.sustainLayer(false, timeUs);
    if (moved || layer.bank !== bank || layer.program !== program) this.layerProgramSent = false;
    this.layer = layer;
    this.setLayer(layer.enabled, timeUs);
    if (!this.layerOn) return;
    this.sendLayerProgram(timeUs);
    if (this.pedal && !this.layerPedal) this.sustainLayer(true, timeUs);
  }

  press(holder: number, note: number, velocity: number, source: VelocitySource, timeUs: number): void {
    this.notes.press(holder, this.channel, note, velocity, source, timeUs);
    if (!this.hasLayerNote(note)) return;
    this.sendLayerProgram(timeUs);
    const { channel, transpose } = this.layer;
    const layerHolder = this.holders + holder;
    this.notes.press(layerHolder, channel, note + transpose, this.layerVelocity(velocity), source, timeUs);
  }

  release(holder: number, timeUs: number): void {
    this.notes.release(holder, timeUs);
    this.notes.release(this.holders + holder, timeUs);
  }

  releaseAll(timeUs: number): void {
    this.notes.releaseAll(timeUs);
  }

  /** Tells an output that looks ahead of a note that `press` is to begin. */
  schedule(note: number, velocity: number, startUs: number, endUs: number): void {
    const { scheduler } = this.output;
    if (scheduler === undefined) return;
    scheduler.scheduleNote(this.channel, note, velocity, startUs, endUs);
    if (!this.hasLayerNote(note)) return;
    const { channel, transpose } = this.layer;
    scheduler.scheduleNote(channel, note + transpose, this.layerVelocity(velocity), startUs, endUs);
  }

  /** Tells it that `press` has begun a note that is the first of a run. */
  scheduleFirst(note: number, startUs: number, endUs: number): void {
    const { scheduler } = this.output;
    if (scheduler === undefined) return;
    scheduler.scheduleFirst(this.channel, note, startUs, endUs);
    if (!this.hasLayerNote(note)) return;
    scheduler.scheduleFirst(this.layer.channel, note + this.layer.transpose, startUs, endUs);
  }

  /** Tells it that a note is to end at another time, on whichever channels it is. */
  moveEnd(note: number, startUs: number, endUs: number): void {
    const { channel, transpose } = this.layer;
    this.output.scheduler?.moveEnd(this.channel, note, startUs, endUs);
    if (isKey(note + transpose)) this.output.scheduler?.moveEnd(channel, note + transpose, startUs, endUs);
  }

  cancelScheduled(fromUs: number): void {
    this.output.scheduler?.cancelScheduled(fromUs);
  }

  setPedal(down: boolean, timeUs: number): void {
    this.pedal = down;
    this.output.controlChange(this.channel, controller.sustain, down ? 127 : 0, timeUs);
    if (this.layerOn || this.layerPedal) this.sustainLayer(down, timeUs);
  }

  private sustainLayer(down: boolean, timeUs: number): void {
    this.layerPedal = down;
    this.output.controlChange(this.layer.channel, controller.sustain, down ? 127 : 0, timeUs);
  }

  private sendLayerProgram(timeUs: number): void {
    if (this.layerProgramSent) return;
    this.layerProgramSent = true;
    const { channel, bank, program } = this.layer;
    this.output.programChange(channel, bank, program, timeUs);
  }

  /** A layer on the keyboard's own channel cannot double a note, but only play another. */
  private hasLayerNote(note: number): boolean {
    const { channel, transpose } = this.layer;
    return this.layerOn && isKey(note + transpose) && (channel !== this.channel || transpose !== 0);
  }

  private layerVelocity(velocity: number): number {
    return clampVelocity(velocity + this.layer.velocityOffset);
  }
}
