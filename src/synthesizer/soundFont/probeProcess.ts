/**
 * The main program of the probe process: `node probeProcess.js <font> <memory bytes> <cpu seconds>`. It ends
 * with status 0 when it could tell what became of the font; a crash is told by its absence.
 */
import { writeSync } from 'node:fs';
import { formatLine, type ProbeLine } from './probeReport.js';

/** Written at once, so that the line is there when the next call crashes. */
function tell(line: ProbeLine): void {
  writeSync(1, formatLine(line));
}

async function main(path: string, memoryBytes: number, cpuSeconds: number): Promise<void> {
  let loaded: ReturnType<typeof import('./probeLibrary.js').loadProbeLibrary>;
  try {
    const { loadProbeLibrary } = await import('./probeLibrary.js');
    loaded = loadProbeLibrary();
  } catch (thrown) {
    tell({ kind: 'library', reason: thrown instanceof Error ? thrown.message : String(thrown) });
    return;
  }
  const { limitThisProcess } = await import('./probeLimits.js');
  const { playSoundFont } = await import('./probePlay.js');
  limitThisProcess({ memoryBytes, cpuSeconds });
  tell({ kind: 'loading', library: loaded.library });
  tell({ kind: playSoundFont(loaded.functions, path, (preset) => tell({ kind: 'playing', preset })) });
}

const [path = '', memoryBytes, cpuSeconds] = process.argv.slice(2);
await main(path, Number(memoryBytes), Number(cpuSeconds));
