/** Which commands the keys give, and which of them are being held. */
import { type Binding, type Command, commands } from './bindings.js';

type Bound = (Command | undefined)[];

export class CommandKeys {
  /** Whether the command key is held. */
  commandKeyHeld = false;
  /** 1 while an accent key is held, −1 while a soft key is, 0 for neither or both. */
  accent = 0;

  private readonly plain: Bound;
  private readonly withCommandKey: Bound;
  /** The command that each key began, so that its release ends that one. */
  private readonly begun: Bound;
  /** How many keys hold each command. */
  private readonly holders = Object.fromEntries(commands.map((command) => [command, 0])) as Record<
    Command,
    number
  >;

  /** @param keyCodes Key codes are 0 to `keyCodes` − 1. */
  constructor(keyCodes: number, bindings: readonly Binding[]) {
    const bound = (): Bound => new Array<Command | undefined>(keyCodes).fill(undefined);
    this.plain = bound();
    this.withCommandKey = bound();
    this.begun = bound();
    for (const { code, command, withCommandKey } of bindings)
      (withCommandKey ? this.withCommandKey : this.plain)[code] = command;
  }

  /** A key is down. @returns The command that it gives, or undefined. */
  press(code: number): Command | undefined {
    const command = (this.commandKeyHeld ? this.withCommandKey[code] : undefined) ?? this.plain[code];
    if (command === undefined) return undefined;
    this.begun[code] = command;
    this.count(command, 1);
    return command;
  }

  /** A key is up. @returns The command that its press gave, or undefined. */
  release(code: number): Command | undefined {
    const command = this.begun[code];
    if (command === undefined) return undefined;
    this.begun[code] = undefined;
    this.count(command, -1);
    return command;
  }

  /** How many keys hold a command. */
  held(command: Command): number {
    return this.holders[command];
  }

  /** What every stroke asks for is kept ready: looking a command up by its name is slow. */
  private count(command: Command, by: number): void {
    const { holders } = this;
    holders[command] += by;
    this.commandKeyHeld = holders.command > 0;
    this.accent = Number(holders.accent > 0) - Number(holders.soft > 0);
  }
}
