import { existsSync, rmSync } from "node:fs";
import { createConnection, createServer, type ListenOptions, type NetConnectOpts, type Server } from "node:net";

/** The way between this machine's loopback and that of a network namespace: files are seen from both. */
export const relaySocket = "relay.sock";

/** Passes every connection on, unread. */
export async function relay(from: ListenOptions, to: NetConnectOpts): Promise<Server> {
  const server = createServer((inbound) => {
    const outbound = createConnection(to);
    inbound.pipe(outbound).pipe(inbound);
    const end = (): void => {
      inbound.destroy();
      outbound.destroy();
    };
    for (const socket of [inbound, outbound]) socket.setNoDelay(true).once("error", end).once("close", end);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(from, () => resolve(server));
  });
}

// Run by itself it is the end inside the namespace, which it thereby holds. Its working folder keeps the path short.
if (require.main === module) {
  const port = Number(process.argv[2]);
  if (existsSync(relaySocket)) rmSync(relaySocket);
  void relay({ path: relaySocket }, { host: "127.0.0.1", port });
}
