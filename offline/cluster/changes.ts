import { setTimeout as pause } from "node:timers/promises";
import { Watch } from "@kubernetes/client-node";
import { readKubeconfig } from "../kubernetes/connection";

/** What comes together is looked at together. */
const togetherMs = 20;
const againMs = 300;

/** Waits for changes of objects, so that nobody has to ask for them again and again. */
export class Changes {
  private changed = true;
  private wake: () => void = () => undefined;
  private readonly watch: Watch;

  /** @param paths of the collections, such as `/api/v1/services`. */
  constructor(kubeconfig: string, paths: readonly string[]) {
    this.watch = new Watch(readKubeconfig(kubeconfig));
    for (const path of paths) this.follow(path);
  }

  /** Ends when something was made, changed or deleted since the last call, or may have been; at once at first. */
  async next(): Promise<void> {
    if (!this.changed) await new Promise<void>((resolve) => (this.wake = resolve));
    await pause(togetherMs);
    this.changed = false;
  }

  /** Says that there is something left to do, though nothing has changed. */
  again(): void {
    setTimeout(() => this.ring(), againMs).unref();
  }

  private ring(): void {
    this.changed = true;
    this.wake();
  }

  /** A watch that ends is begun anew, and tells of everything that is there. */
  private follow(path: string): void {
    void this.watch.watch(
      path,
      {},
      () => this.ring(),
      () => setTimeout(() => this.follow(path), againMs).unref(),
    );
  }
}
