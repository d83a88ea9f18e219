import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type * as messages from "@pulumi/pulumi/proto/provider_pb";
import { ConstructResponse } from "@pulumi/pulumi/proto/provider_pb";
import { locate } from "../engine/tool";
import { helm } from "../engine/tools";
import type { ComponentMaker, RemoteComponents } from "./components";
import { inputDependencies, refuseFaulty, Registrar } from "./components";
import type { Judge } from "./judge";
import { identify, readManifests } from "./manifests";
import type { Properties, Value } from "./values";
import { resourceReference, reveal, text, toProperties, toStruct, unknown } from "./values";

export const chartType = "kubernetes:helm.sh/v4:Chart";

export interface ChartOptions {
  readonly root: string;
  readonly judge: Judge | undefined;
  readonly report: (line: string) => void;
}

/** The chart cache: `OFFLINE_CHARTS`, else `.charts`. */
export function chartFolder(root: string): string {
  return process.env["OFFLINE_CHARTS"] ?? join(root, ".charts");
}

/** Where the chart cache keeps one chart: `.charts/velero-12.1.0.tgz`. */
export function chartFile(root: string, chart: string, version: string): string {
  return join(chartFolder(root), `${chart.split("/").at(-1) ?? chart}-${version}.tgz`);
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
      const dependencies = inputDependencies(request);
      const resources: Value[] = [];
      for (const object of await this.render(request.getName(), inputs)) {
        const { type, name } = identify(object, text(inputs["resourcePrefix"]) ?? request.getName());
        const child = await registrar.resource(type, name, object, urn, dependencies);
        resources.push(resourceReference(child.urn, child.id === "" ? unknown : child.id));
      }
      await registrar.outputs(urn, { resources });
      return new ConstructResponse().setUrn(urn).setState(toStruct({ resources }));
    } finally {
      registrar.close();
    }
  }

  /** The objects of the chart in Helm's order; none when it cannot be rendered here. */
  private async render(name: string, inputs: Properties): Promise<Properties[]> {
    const values = JSON.stringify(reveal(inputs["values"] ?? {}));
    const file = chartFile(this.options.root, text(inputs["chart"]) ?? "", text(inputs["version"]) ?? "");
    if (!existsSync(file) || values.includes(unknown)) return [];
    this.helm ??= locate(helm, this.options.root, this.options.report);
    const args = ["template", text(inputs["name"]) ?? name, file, "--no-hooks", "--values", "-"];
    const namespace = text(inputs["namespace"]) ?? "default";
    args.push("--namespace", namespace, ...(inputs["skipCrds"] === true ? ["--skip-crds"] : ["--include-crds"]));
    const rendering = promisify(execFile)(await this.helm, args, { maxBuffer: 256 * 1024 * 1024 });
    rendering.child.stdin?.end(values);
    const { stdout } = await rendering;
    return readManifests(stdout, namespace);
  }
}
