/** Tells when files of a folder change. Between changes it costs a descriptor, and no time. */
import { type FSWatcher, mkdirSync, watch } from 'node:fs';

/** Several changes within this time are one. */
const settleMs = 100;

export class FolderWatch {
  private readonly folder: string;
  private readonly changed: () => void;
  private watcher: FSWatcher | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(folder: string, changed: () => void) {
    this.folder = folder;
    this.changed = changed;
  }

  /** Makes the folder if it is not there. A folder that cannot be watched is one that is looked at when asked for. */
  start(): void {
    if (this.watcher !== undefined) return;
    try {
      mkdirSync(this.folder, { recursive: true });
      this.watcher = watch(this.folder, { persistent: false }, () => this.settle());
      this.watcher.on('error', () => this.stop());
    } catch {
      // Read-only, or too many watches: nothing is lost but the signal.
    }
  }

  stop(): void {
    this.watcher?.close();
    this.watcher = undefined;
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private settle(): void {
    if (this.timer !== undefined) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.changed();
    }, settleMs);
    this.timer.unref();
  }
}
