/** What has become of an engine. */

/**
 * - `new`: not started
 * - `starting`: opening devices, sound font and audio
 * - `running`: keys sound, or it waits to be activated
 * - `stopping`: releasing everything
 * - `stopped`: ended as it was told to
 * - `failed`: could not start, or ended by itself
 */
export type EngineState = 'new' | 'starting' | 'running' | 'stopping' | 'stopped' | 'failed';
