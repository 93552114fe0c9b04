/** What a command that computes its output hands back, for whoever runs it to print. */
export interface CommandResult {
  /** For standard output; ends with a line end unless it is empty. */
  readonly text: string;
  /** The exit status. */
  readonly status: number;
}

/** The exit status for a configuration that is not valid: EX_CONFIG. */
export const configurationInvalid = 78;

/** A value as JSON, for programs. */
export function jsonResult(value: unknown, status = 0): CommandResult {
  return { text: `${JSON.stringify(value, undefined, 2)}\n`, status };
}
