/** Adds a figure to the title of the test that measured it, for whoever reads the report. */
export function measured({ test }: Mocha.Context, figure: string): void {
  if (test !== undefined) test.title += ` (${figure})`;
}
