/**
 * Nodes of which only the toggle key is of interest, whether the instrument is active or not. They are read and never
 * grabbed, so that whatever else they send goes where it always goes.
 */
import type { InputDevice, InputEventSink } from '../linux/inputDevice.js';
import { eventType } from '../linux/inputEventCodes.js';
import type { PollHandler, PollSet } from '../linux/pollSet.js';
import { openWatchedNode } from './deviceOpening.js';

const pressed = 1;

class WatchedNode implements PollHandler, InputEventSink {
  readonly device: InputDevice;
  private readonly watch: ToggleWatch;

  /** @throws SynthError DEVICE_…. */
  constructor(watch: ToggleWatch, path: string) {
    this.watch = watch;
    this.device = openWatchedNode(path);
  }

  ready(nowUs: number): void {
    if (this.device.read(nowUs, this) !== 'open') this.watch.drop(this);
  }

  event(type: number, code: number, value: number): void {
    if (type === eventType.key && value === pressed) this.watch.pressed(code);
  }

  /** Whatever was pressed while events were lost asked for nothing. */
  resync(): void {}
}

export class ToggleWatch {
  /** The toggle key has been pressed; the owner clears it. */
  requested = false;

  private readonly poll: PollSet;
  private readonly toggleKey: number;
  private nodes: WatchedNode[] = [];

  constructor(poll: PollSet, toggleKey: number) {
    this.poll = poll;
    this.toggleKey = toggleKey;
  }

  /** Watches these nodes from now on. One that does not open, or goes, is left out until it is named again. */
  set(paths: readonly string[]): void {
    for (const node of [...this.nodes]) if (!paths.includes(node.device.path)) this.drop(node);
    for (const path of paths) {
      if (!this.nodes.some(({ device }) => device.path === path)) this.open(path);
    }
  }

  /** A key of a watched node has been pressed. */
  pressed(code: number): void {
    if (code === this.toggleKey) this.requested = true;
  }

  /** A node is gone, or not to be watched any more. */
  drop(node: WatchedNode): void {
    this.poll.remove(node.device.fd);
    node.device.close();
    this.nodes = this.nodes.filter((other) => other !== node);
  }

  close(): void {
    this.set([]);
  }

  private open(path: string): void {
    let node: WatchedNode | undefined;
    try {
      node = new WatchedNode(this, path);
      this.poll.add(node.device.fd, node);
      this.nodes.push(node);
    } catch {
      // Whoever named it knows whether it may be read; the key may be on another node.
      node?.device.close();
    }
  }
}
