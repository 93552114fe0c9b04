/** Numbers of the daemon's health report. */

/** One of its figures; not a number when it is not there. */
export function healthFigure(report: unknown, name: string): number {
  const { figures = {} } = report as { readonly figures?: Readonly<Record<string, unknown>> };
  return Number(figures[name] ?? Number.NaN);
}
