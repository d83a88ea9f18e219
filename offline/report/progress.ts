/** A line that tells how far each stack is, while they are previewed: rewritten on a terminal, else one per change. */
export class Progress {
  private readonly done = new Set<string>();
  private readonly timer: NodeJS.Timeout;
  private readonly terminal = process.stderr.isTTY;

  constructor(
    private readonly stacks: readonly string[],
    private readonly count: (stack: string) => number,
  ) {
    if (!this.terminal) process.stderr.write(`Previewing ${stacks.join(", ")} …\n`);
    this.timer = setInterval(() => this.show(), this.terminal ? 200 : 10_000);
  }

  finished(stack: string): void {
    this.done.add(stack);
    if (this.terminal) this.show();
  }

  stop(): void {
    clearInterval(this.timer);
    if (this.terminal) process.stderr.write("\r\u001b[K");
  }

  private show(): void {
    const parts = this.stacks.map(
      (stack) => `${stack} ${this.done.has(stack) ? "done" : `${this.count(stack)} resources`}`,
    );
    process.stderr.write(this.terminal ? `\r\u001b[K${parts.join("  ")}` : `  ${parts.join(", ")}\n`);
  }
}
