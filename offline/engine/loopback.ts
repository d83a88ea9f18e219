import { type Server, ServerCredentials } from "@grpc/grpc-js";

/** A server of gRPC that only this machine reaches. */
export interface Served {
  readonly port: number;
  /** Ends it and whatever call is still open. */
  readonly close: () => void;
}

/** Serves on a free port of loopback, without TLS, as the engine's own plugins do. */
export async function serveOnLoopback(server: Server): Promise<Served> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) =>
      error === null ? resolve({ port, close: () => server.forceShutdown() }) : reject(error),
    );
  });
}
