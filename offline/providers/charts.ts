import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import type { Environment } from "../engine/environment";
import { locate } from "../engine/tool";
import { helm } from "../engine/tools";
import type { ComponentMaker, RemoteComponents } from "./components";
import { inputDependencies, refuseFaulty, Registrar } from "./components";
import type { Judge } from "./judge";
import type { LiveCluster } from "./live/cluster";
import { capabilities, inNamespaces } from "./live/scope";
import { identify, readManifests, requirements } from "./manifests";
import type { Properties, Value } from "./values";
import { resourceReference, reveal, text, toProperties, toStruct, unknown } from "./values";

export const chartType = "kubernetes:helm.sh/v4:Chart";

export interface ChartOptions {
  readonly root: string;
  readonly judge: Judge | undefined;
  readonly env: Environment;
  readonly report: (line: string) => void;
  /** Where the objects are applied for real. */
  readonly live?: LiveCluster | undefined;
}

/** The chart cache: `OFFLINE_CHARTS`, else `.charts`. */
export function chartFolder(root: string, env: Environment = process.env): string {
  return env["OFFLINE_CHARTS"] ?? join(root, ".charts");
}

/** Where the chart cache keeps one chart: `.charts/velero-12.1.0.tgz`. */
export function chartFile(root: string, chart: string, version: string, env?: Environment): string {
  return join(chartFolder(root, env), `${chart.split("/").at(-1) ?? chart}-${version}.tgz`);
}

/**
 * Makes charts as the official provider does: rendered by `helm template` without hooks, each object a child. A chart
 * that is not in the cache, or whose values are not known yet, is registered without children; whoever sums up a
 * preview finds it by that.
 */
export class ChartRenderer implements ComponentMaker {
  private helm: Promise<string> | undefined;

  constructor(
    private readonly options: ChartOptions,
    private readonly others: RemoteComponents,
  ) {}

  async construct(request: messages.ConstructRequest): Promise<ConstructResponse> {
    if (request.getType() !== chartType) return this.others.construct(request);
    const inputs = toProperties(request.getInputs());
    refuseFaulty(request, this.options.judge?.resource(chartType, inputs) ?? []);
    const registrar = new Registrar(request);
    try {
      const urn = await registrar.component(inputs);
      const objects = await this.render(request.getName(), inputs);
      const prefix = text(inputs["resourcePrefix"]) ?? request.getName();
      const resources = await registerAll(registrar, objects, {
        prefix,
        urn,
        dependencies: inputDependencies(request),
      });
      await registrar.outputs(urn, { resources });
      return new ConstructResponse().setUrn(urn).setState(toStruct({ resources }));
    } finally {
      registrar.close();
    }
  }

  /** The objects of the chart in Helm's order; none when it cannot be rendered here. */
  private async render(name: string, inputs: Properties): Promise<Properties[]> {
    const values = JSON.stringify(reveal(inputs["values"] ?? {}));
    const { root, env, live } = this.options;
    const file = chartFile(root, text(inputs["chart"]) ?? "", text(inputs["version"]) ?? "", env);
    if (live !== undefined && !existsSync(file))
      this.options.report(`${file} is missing: its objects are not applied.`);
    if (!existsSync(file) || values.includes(unknown)) return [];
    this.helm ??= locate(helm, this.options.root, this.options.report);
    const args = ["template", text(inputs["name"]) ?? name, file, "--no-hooks", "--values", "-"];
    const namespace = text(inputs["namespace"]) ?? "default";
    args.push("--namespace", namespace, ...(inputs["skipCrds"] === true ? ["--skip-crds"] : ["--include-crds"]));
    if (live !== undefined) args.push(...(await capabilities(live.api)));
    const rendering = promisify(execFile)(await this.helm, args, { maxBuffer: 256 * 1024 * 1024 });
    rendering.child.stdin?.end(values);
    const { stdout } = await rendering;
    if (live === undefined) return readManifests(stdout, namespace);
    return inNamespaces(readManifests(stdout, namespace, "live"), namespace, live.api);
  }
}

interface Family {
  /** Of the children's names. */
  readonly prefix: string;
  /** The parent's. */
  readonly urn: string;
  /** URNs that every child depends on. */
  readonly dependencies: readonly string[];
}

/** Registers objects as children, all at once but for what they need of each other; a Service waits for its pods. */
async function registerAll(
  registrar: Registrar,
  objects: readonly Properties[],
  { prefix, urn, dependencies }: Family,
): Promise<Value[]> {
  const begun = new Map<Properties, ReturnType<Registrar["resource"]>>();
  const begin = (object: Properties): ReturnType<Registrar["resource"]> => {
    const registration = begun.get(object) ?? register(object);
    begun.set(object, registration);
    return registration;
  };
  const register = async (object: Properties): ReturnType<Registrar["resource"]> => {
    const needed = await Promise.all(requirements(object, objects).map(begin));
    const { type, name } = identify(object, prefix);
    return registrar.resource(type, name, object, urn, [...dependencies, ...needed.map((each) => each.urn)]);
  };
  const children = await Promise.all(objects.map(begin));
  return children.map(({ urn: child, id }) => resourceReference(child, id === "" ? unknown : id));
}
