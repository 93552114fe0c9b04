/** The figures of a health report. */
import type { Engine } from '../engine/engine.js';
import { percentile } from '../engine/histogram.js';

/** What is counted: `_seconds`, `_bytes` and `_us` are units, `_total` counts since the start. */
export function healthFigures(
  engine: Pick<Engine, 'counters' | 'audio'>,
): Readonly<Record<string, number | string>> {
  const { values, latencyUs } = engine.counters.snapshot();
  const figures = {
    uptime_seconds: Math.round(process.uptime()),
    memory_bytes: process.memoryUsage.rss(),
    audio: engine.audio,
    audio_interruptions_total: values.audioInterruptions,
    audio_underruns_total: values.audioUnderruns,
    voices: values.voices,
    notes_total: values.notesOn,
    notes_muted_total: values.notesMuted,
    events_total: values.events,
    events_malformed_total: values.malformed,
    key_chatter_total: values.chatter,
    devices_open: values.devices,
  };
  const p50 = percentile(latencyUs, 0.5);
  const p99 = percentile(latencyUs, 0.99);
  // Before the first note there is nothing to say about it.
  if (p50 === undefined || p99 === undefined) return figures;
  return { ...figures, input_to_engine_p50_us: Math.round(p50), input_to_engine_p99_us: Math.round(p99) };
}
