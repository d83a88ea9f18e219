import { createRequire } from "node:module";
import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import type { RunRequest, RunResponse } from "@pulumi/pulumi/proto/language_pb";
import { z } from "zod";
import type { Environment } from "../engine/environment";

/** A program as a function of its environment: makes its resources and returns the outputs of the stack. */
export type InlineProgram = (env: Environment) => Readonly<Record<string, unknown>>;

type Call = ServerUnaryCall<RunRequest, RunResponse>;
type Answer = sendUnaryData<RunResponse>;

interface Runner {
  run(call: Call, answer: Answer): void;
}

/** What the SDK's Automation API runs inline programs by; it has no types. */
const sdk = z.object({
  LanguageServer: z.custom<new (program: () => Promise<unknown>) => Runner>((value) => typeof value === "function"),
});

interface Inline {
  readonly program: InlineProgram;
  readonly env: Environment;
}

const { stackTraceLimit } = Error;

/** Runs a program in this process, as the Automation API does. */
export function runInline({ program, env }: Inline, call: Call, engineAddress: string, answer: Answer): void {
  const { LanguageServer } = sdk.parse(createRequire(__filename)("@pulumi/pulumi/automation/server"));
  const { request } = call;
  request.setArgsList([engineAddress]);
  const run = (): Promise<unknown> => {
    process.env["PULUMI_CONFIG_SECRET_KEYS"] = JSON.stringify(request.getConfigsecretkeysList());
    return Promise.resolve(program(env));
  };
  // The SDK takes a stack trace of every resource and promise, a third of the program's time.
  Error.stackTraceLimit = 0;
  let answered = false;
  new LanguageServer(run).run(call, (...response) => {
    if (answered) return;
    answered = true;
    Error.stackTraceLimit = stackTraceLimit;
    answer(...response);
  });
}
