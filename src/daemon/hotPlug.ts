/** Tells that nodes have come or gone, or that somebody else may read them now. */
import { type FSWatcher, watch } from 'node:fs';

/** udev makes a node, then gives it its group and its mode: what comes within this time is told of once. */
const settleMs = 30;

export class HotPlugWatch {
  private readonly folder: string;
  private readonly changed: () => void;
  private watcher: FSWatcher | undefined;
  private settling: NodeJS.Timeout | undefined;

  /**
   * @param folder The folder of the nodes, usually /dev/input.
   * @param changed Called once for each burst of changes.
   */
  constructor(folder: string, changed: () => void) {
    this.folder = folder;
    this.changed = changed;
  }

  /** Begins to watch. @returns False when the folder cannot be watched, as on a machine that has none. */
  start(): boolean {
    try {
      this.watcher = watch(this.folder, { persistent: false }, () => this.noteChange());
      // The folder itself may go; what was in it is gone as well then.
      this.watcher.on('error', () => this.noteChange());
      return true;
    } catch {
      return false;
    }
  }

  stop(): void {
    this.watcher?.close();
    clearTimeout(this.settling);
  }

  private noteChange(): void {
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      this.changed();
    }, settleMs).unref();
  }
}
