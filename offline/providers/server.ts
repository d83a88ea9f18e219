import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { credentials, Metadata, Server, status } from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type Served, serveOnLoopback } from "../engine/loopback";
import type { ComponentMaker } from "./components";
import type { DifferenceKind } from "./differences";
import { firstKey } from "./differences";
import type { Checked, Held, Plan, Provider, Target } from "./provider";
import { NotReady } from "./provider";
import type { Properties } from "./values";
import { toProperties, toStruct } from "./values";

interface Identified {
  getUrn(): string;
  getType(): string;
  getName(): string;
}

/** Serves a provider as the engine expects a plugin to be served. */
export async function serve(server: ProviderServer): Promise<Served> {
  const grpc = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  grpc.addService(ResourceProviderService, server.methods());
  return serveOnLoopback(grpc);
}

/** The gRPC side of a provider: messages in, messages out, nothing decided. */
export class ProviderServer {
  /** Configuration of each provider instance; every instance has a connection of its own. */
  private readonly configurations = new Map<string, Properties>();

  constructor(
    private readonly provider: Provider,
    private readonly components: ComponentMaker,
  ) {}

  methods() {
    return { ...this.providerMethods(), ...this.resourceMethods(), ...this.otherMethods() };
  }

  /** What concerns the provider as a whole. */
  private providerMethods() {
    return {
      handshake: answer((request: messages.ProviderHandshakeRequest) => {
        this.attach(request.getEngineAddress());
        const response = new messages.ProviderHandshakeResponse();
        response.setAcceptSecrets(true);
        response.setAcceptResources(true);
        return response;
      }),
      attach: answer((request: PluginAttach) => {
        this.attach(request.getAddress());
        return new Empty();
      }),
      cancel: answer(() => {
        this.provider.cancel?.();
        return new Empty();
      }),
      getPluginInfo: answer(() => new PluginInfo().setVersion(this.provider.behaviour.version)),
      getSchema: answer(() => new messages.GetSchemaResponse().setSchema("{}")),
      checkConfig: answer((request: messages.CheckRequest) =>
        checkResponse(this.provider.checkConfig(toProperties(request.getNews()))),
      ),
      diffConfig: answer((request: messages.DiffRequest) =>
        diffResponse(this.provider.diffConfig(oldInputs(request), toProperties(request.getNews()))),
      ),
      configure: answer((request: messages.ConfigureRequest, peer) => {
        this.configurations.set(peer, toProperties(request.getArgs()));
        const response = new messages.ConfigureResponse();
        response.setAcceptsecrets(true);
        response.setAcceptresources(true);
        response.setSupportspreview(true);
        return response;
      }),
    };
  }

  /** The life of one resource. */
  private resourceMethods() {
    return {
      check: answer(async (request: messages.CheckRequest, peer) => {
        const [olds, news] = [toProperties(request.getOlds()), toProperties(request.getNews())];
        return checkResponse(await this.provider.check(this.target(request, peer), olds, news));
      }),
      diff: answer((request: messages.DiffRequest, peer) =>
        diffResponse(
          this.provider.diff(this.target(request, peer), oldInputs(request), toProperties(request.getNews())),
        ),
      ),
      create: answer(async (request: messages.CreateRequest, peer) => {
        const inputs = toProperties(request.getProperties());
        const limit = { timeout: request.getTimeout() };
        const created = await this.provider.create(this.target(request, peer), inputs, request.getPreview(), limit);
        return new messages.CreateResponse().setId(created.id).setProperties(toStruct(created.outputs));
      }),
      update: answer(async (request: messages.UpdateRequest, peer) => {
        const inputs = toProperties(request.getNews());
        const target = this.target(request, peer);
        const outputs = await this.provider.update(target, request.getId(), inputs, request.getPreview(), {
          timeout: request.getTimeout(),
          held: { inputs: toProperties(request.getOldInputs()), outputs: toProperties(request.getOlds()) },
          ignoreChanges: request.getIgnorechangesList(),
        });
        return new messages.UpdateResponse().setProperties(toStruct(outputs));
      }),
      delete: answer(async (request: messages.DeleteRequest, peer) => {
        await this.provider.delete(this.target(request, peer), request.getId(), {
          timeout: request.getTimeout(),
          held: heldIn(request),
        });
        return new Empty();
      }),
      read: answer(async (request: messages.ReadRequest, peer) => {
        const held = { inputs: toProperties(request.getInputs()), outputs: toProperties(request.getProperties()) };
        const found = await this.provider.read(this.target(request, peer), request.getId(), held);
        const response = new messages.ReadResponse();
        if (found === undefined) return response;
        response.setId(request.getId());
        response.setInputs(toStruct(found.inputs));
        response.setProperties(toStruct(found.outputs));
        return response;
      }),
    };
  }

  private otherMethods() {
    return {
      invoke: answer((request: messages.InvokeRequest, peer) => {
        const args = toProperties(request.getArgs());
        const { result, findings } = this.provider.invoke(request.getTok(), args, this.configuration(peer));
        const response = new messages.InvokeResponse();
        response.setReturn(toStruct(result));
        response.setFailuresList(failures(findings));
        return response;
      }),
      construct: answer((request: messages.ConstructRequest) => this.components.construct(request)),
    };
  }

  /** Opens the way back to the engine, for lines about resources that take a while. */
  private attach(engine: string): void {
    if (this.provider.reportTo === undefined || engine === "") return;
    const client = new EngineClient(engine, credentials.createInsecure());
    this.provider.reportTo((urn, line) => {
      const log = new LogRequest().setSeverity(LogSeverity.INFO).setUrn(urn).setMessage(line).setEphemeral(true);
      // A line that is lost is no fault.
      client.log(log, () => undefined);
    });
  }

  private target(request: Identified, peer: string): Target {
    return {
      urn: request.getUrn(),
      type: request.getType(),
      name: request.getName(),
      provider: this.configuration(peer),
    };
  }

  private configuration(peer: string): Properties {
    return this.configurations.get(peer) ?? {};
  }
}

/** Answers a unary call; whatever is thrown becomes the error that the engine shows. */
function answer<Request, Response>(handle: (request: Request, peer: string) => Response | Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>): void => {
    Promise.resolve()
      .then(() => handle(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: unknown) => {
          const details = error instanceof Error ? error.message : String(error);
          const metadata = error instanceof NotReady ? initialisationFailure(error) : new Metadata();
          callback({ code: status.UNKNOWN, details, metadata, name: "ProviderError", message: details });
        },
      );
  };
}

/** Says in gRPC's way of structured errors that the resource exists and what the state shall hold of it. */
function initialisationFailure({ message, id, held, reasons }: NotReady): Metadata {
  const failure = new messages.ErrorResourceInitFailed().setId(id).setReasonsList([...reasons]);
  failure.setProperties(toStruct(held.outputs)).setInputs(toStruct(held.inputs));
  const detail = new Any();
  detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const answer = new Status().setCode(status.UNKNOWN).setMessage(message);
  answer.addDetails(detail);
  const metadata = new Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(answer.serializeBinary()));
  return metadata;
}

function heldIn(request: messages.DeleteRequest): Held {
  return { inputs: toProperties(request.getOldInputs()), outputs: toProperties(request.getProperties()) };
}

function oldInputs(request: messages.DiffRequest): Properties {
  return toProperties(request.getOldInputs() ?? request.getOlds());
}

function checkResponse(checked: Checked): messages.CheckResponse {
  const response = new messages.CheckResponse();
  response.setInputs(toStruct(checked.inputs));
  response.setFailuresList(failures(checked.findings));
  return response;
}

function failures(findings: Checked["findings"]): messages.CheckFailure[] {
  return findings.map((each) => new messages.CheckFailure().setProperty(each.path).setReason(each.reason));
}

function diffResponse(plan: Plan): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse();
  response.setChanges(plan.differences.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList([...new Set(plan.differences.map((each) => firstKey(each.path)))]);
  response.setReplacesList([...plan.replaces]);
  response.setDeletebeforereplace(plan.deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  for (const { path, kind } of plan.differences) {
    const replaces = plan.replaces.includes(firstKey(path));
    response
      .getDetaileddiffMap()
      .set(path, new messages.PropertyDiff().setKind(kindOf(kind, replaces)).setInputdiff(true));
  }
  return response;
}

function kindOf(kind: DifferenceKind, replaces: boolean): messages.PropertyDiff.Kind {
  const kinds = messages.PropertyDiff.Kind;
  switch (kind) {
    case "add":
      return replaces ? kinds.ADD_REPLACE : kinds.ADD;
    case "delete":
      return replaces ? kinds.DELETE_REPLACE : kinds.DELETE;
    case "update":
      return replaces ? kinds.UPDATE_REPLACE : kinds.UPDATE;
  }
}
