import { createServer } from "node:net";
import { join } from "node:path";

/** Where the files of one control plane lie. */
export interface Place {
  readonly folder: string;
  /** Certificates, keys and tokens. */
  readonly pki: string;
  readonly logs: string;
  readonly etcd: string;
  /** What clients use; contexts `admin`, `editor` and `viewer`. */
  readonly kubeconfig: string;
  /** How the control plane fares; written by its supervisor. */
  readonly status: string;
}

export function placeAt(folder: string): Place {
  return {
    folder,
    pki: join(folder, "pki"),
    logs: join(folder, "logs"),
    etcd: join(folder, "etcd"),
    kubeconfig: join(folder, "kubeconfig"),
    status: join(folder, "status.json"),
  };
}

export interface Ports {
  readonly etcd: number;
  readonly etcdPeer: number;
  readonly apiServer: number;
  readonly controllerManager: number;
  readonly scheduler: number;
  readonly kwok: number;
}

/** Ports that nobody listens on at the moment. */
export async function freePorts(): Promise<Ports> {
  const [etcd, etcdPeer, apiServer, controllerManager, scheduler, kwok] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  return { etcd, etcdPeer, apiServer, controllerManager, scheduler, kwok };
}

/** A port that nobody listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("a TCP server has a port"));
      else resolve(address.port);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
