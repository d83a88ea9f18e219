import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { sendUnaryData, ServerUnaryCall, ServerWritableStream } from "@grpc/grpc-js";
import { credentials, Server } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/language_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Environment } from "../engine/environment";
import { type Served, serveOnLoopback } from "../engine/loopback";
import { type InlineProgram, runInline } from "./inline";

/** The exit code by which a program says that it has told the user already. */
const alreadyReported = 32;

/**
 * A language host for Node: what the official CLI brings as `pulumi-language-nodejs`, reduced to running programs and
 * policy packs.
 *
 * @param env of the programs and packs.
 * @param inline what to run in this process, in the place of the project's program.
 */
export async function serveLanguageHost(env: Environment, inline?: InlineProgram): Promise<Served> {
  const server = new Server();
  server.addService(LanguageRuntimeService, methods(env, inline));
  return serveOnLoopback(server);
}

function methods(env: Environment, inline: InlineProgram | undefined) {
  /** Engines by their connection: several may share this host. */
  const engines = new Map<string, string>();
  return {
    handshake(
      call: ServerUnaryCall<messages.LanguageHandshakeRequest, messages.LanguageHandshakeResponse>,
      callback: sendUnaryData<messages.LanguageHandshakeResponse>,
    ): void {
      engines.set(call.getPeer(), call.request.getEngineAddress());
      callback(null, new messages.LanguageHandshakeResponse());
    },
    getRequiredPackages: always(() => new messages.GetRequiredPackagesResponse()),
    getRequiredPlugins: always(() => new messages.GetRequiredPluginsResponse()),
    getPluginInfo: always(() => new PluginInfo().setVersion("0.0.0")),
    getProgramDependencies: always(() => new messages.GetProgramDependenciesResponse()),
    about: always(() => new messages.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),
    runtimeOptionsPrompts: always(() => new messages.RuntimeOptionsResponse()),
    cancel: always(() => new Empty()),
    installDependencies(call: ServerWritableStream<messages.InstallDependenciesRequest, unknown>): void {
      call.end();
    },
    run(
      call: ServerUnaryCall<messages.RunRequest, messages.RunResponse>,
      callback: sendUnaryData<messages.RunResponse>,
    ): void {
      const engine = engines.get(call.getPeer()) ?? "";
      if (inline !== undefined) {
        runInline({ program: inline, env }, call, engine, callback);
        return;
      }
      const program = startProgram(call.request, engine, env);
      call.on("cancelled", () => program.kill());
      program.once("error", (error) => callback(null, new messages.RunResponse().setError(error.message)));
      program.once("close", (code) => callback(null, runResponse(code)));
    },
    runPlugin(call: ServerWritableStream<messages.RunPluginRequest, messages.RunPluginResponse>): void {
      const plugin = startPlugin(call.request, env);
      plugin.stdout?.on("data", (chunk: Buffer) => call.write(new messages.RunPluginResponse().setStdout(chunk)));
      plugin.stderr?.on("data", (chunk: Buffer) => call.write(new messages.RunPluginResponse().setStderr(chunk)));
      call.on("cancelled", () => plugin.kill());
      plugin.once("close", (code) => {
        call.write(new messages.RunPluginResponse().setExitcode(code ?? 1));
        call.end();
      });
    },
  };
}

function always<Response>(make: () => Response) {
  return (_call: unknown, callback: sendUnaryData<Response>): void => callback(null, make());
}

function runResponse(code: number | null): messages.RunResponse {
  const response = new messages.RunResponse();
  if (code === alreadyReported) response.setBail(true);
  else if (code !== 0) response.setError(`the program exited with code ${code ?? "none: it was killed"}`);
  return response;
}

function startProgram(request: messages.RunRequest, engineAddress: string, env: Environment): ChildProcess {
  const info = request.getInfo();
  const folder = info?.getProgramDirectory() ?? request.getPwd();
  const options = optionsOf(info?.getOptions());
  const args = [
    ...options.nodeArgs,
    runner("run", folder),
    ...flag("monitor", request.getMonitorAddress()),
    ...flag("engine", engineAddress),
    ...flag("organization", request.getOrganization()),
    ...flag("project", request.getProject()),
    ...flag("stack", request.getStack()),
    ...flag("root-directory", info?.getRootDirectory() ?? ""),
    ...flag("pwd", request.getPwd()),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    ...flag("parallel", String(request.getParallel())),
    info?.getEntryPoint() ?? request.getProgram(),
    ...request.getArgsList(),
  ];
  const child = spawn(process.execPath, args, {
    cwd: request.getPwd(),
    env: {
      ...env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      PULUMI_NODEJS_TYPESCRIPT: String(options.typescript),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  forwardOutput(child, engineAddress);
  return child;
}

function startPlugin(request: messages.RunPluginRequest, env: Environment): ChildProcess {
  const folder = request.getInfo()?.getProgramDirectory() ?? request.getProgram();
  const options = optionsOf(request.getInfo()?.getOptions());
  const command = runner(request.getKind() === "analyzer" ? "run-policy-pack" : "run-plugin", folder);
  const plain = request.getKind() === "analyzer" && !options.typescript;
  const start = plain ? [join(__dirname, "run-pack.cjs"), dirname(command)] : [command];
  const environment = Object.fromEntries(request.getEnvList().map((each) => splitOnce(each, "=")));
  return spawn(process.execPath, [...options.nodeArgs, ...start, ...request.getArgsList(), folder], {
    cwd: request.getPwd(),
    env: { ...env, ...environment, PULUMI_NODEJS_TYPESCRIPT: String(options.typescript) },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** `@pulumi/pulumi/cmd/<name>` as the program itself would find it. */
function runner(name: string, folder: string): string {
  return createRequire(join(folder, "index.js")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

function optionsOf(struct: Struct | undefined): { nodeArgs: string[]; typescript: boolean } {
  const options = struct?.toJavaScript() ?? {};
  const nodeArgs = options["nodeargs"];
  return {
    nodeArgs: typeof nodeArgs === "string" ? nodeArgs.split(/\s+/).filter(Boolean) : [],
    typescript: options["typescript"] !== false,
  };
}

function flag(name: string, value: string): string[] {
  return value === "" ? [] : [`--${name}`, value];
}

function splitOnce(value: string, separator: string): [string, string] {
  const index = value.indexOf(separator);
  return index === -1 ? [value, ""] : [value.slice(0, index), value.slice(index + 1)];
}

/** What the program prints becomes messages of the engine, as the official host has it. */
function forwardOutput(child: ChildProcess, engineAddress: string): void {
  const engine = new EngineClient(engineAddress, credentials.createInsecure());
  const log = (chunk: Buffer): void => {
    const request = new LogRequest();
    request.setSeverity(LogSeverity.INFO);
    request.setMessage(chunk.toString());
    engine.log(request, () => undefined);
  };
  child.stdout?.on("data", log);
  child.stderr?.on("data", log);
  child.once("close", () => engine.close());
}
