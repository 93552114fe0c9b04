/** How a user comes to read keyboards. */
import type { Machine } from './machine.js';

export function joinGroup({ userName }: Machine): string {
  return `sudo usermod -aG input ${userName}   # then log in again`;
}

export function nixosGroup({ userName }: Machine): string {
  return `programs.fw16-synth = { enable = true; users = [ "${userName}" ]; };   # then log in again`;
}
