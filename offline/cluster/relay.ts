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

// Run by itself it is the end inside a namespace. `in PORT`: what reaches the socket goes to that port; it holds the
// namespace thereby. `out PORT`: what reaches the port goes to the socket. Its working folder keeps the path short.
if (require.main === module) {
  const [direction, port] = process.argv.slice(2);
  const inside = { host: "127.0.0.1", port: Number(port) };
  const outside = { path: relaySocket };
  if (direction === "in" && existsSync(relaySocket)) rmSync(relaySocket);
  void (direction === "in" ? relay(outside, inside) : relay(inside, outside));
}
