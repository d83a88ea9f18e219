import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../faults";
import type { Labels, WorkloadArgs } from "./contract";
import { kindOf, scaleOf } from "./defaults";
import { autoscaler } from "./manifests/autoscaler";
import { deployment } from "./manifests/deployment";
import { disruptionBudget } from "./manifests/disruption-budget";
import { selectorLabels } from "./manifests/labels";
import { headlessService, service } from "./manifests/service";
import { serviceAccount } from "./manifests/service-account";
import { statefulSet } from "./manifests/stateful-set";
import { workloadFaults } from "./validate";

export { selectorLabels } from "./manifests/labels";

/**
 * One service, from a short description: a service account without token, a Deployment (a StatefulSet where something
 * persists), a Service, a PodDisruptionBudget and, between bounds, an autoscaler. The pods are even over zones, on nodes
 * of their own, restricted, probed, limited, and they end without losing requests. The policy packs of this project have
 * nothing against it. It costs what its pods ask for: a node each where no two may share one.
 *
 * @example
 * new Workload("web", {
 *   cluster,
 *   namespace: "shop",
 *   service: "web",
 *   image: "registry.example/web:1.4.2",
 *   ports: { http: { port: 8000, servicePort: 80 } },
 *   resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { cpu: "1", memory: "512Mi" } },
 *   probes: { readiness: { path: "/health/ready", port: "http" } },
 *   writablePaths: { tmp: { path: "/tmp" } },
 * });
 */
export class Workload extends pulumi.ComponentResource {
  /** Labels that exactly these pods of the namespace bear. */
  readonly podLabels: Labels;
  /** Name of the Service; there is none without ports. */
  readonly serviceName: string;
  readonly serviceAccountName: string;
  /** What must exist before something calls the service. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: WorkloadArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kubernetes-best-practices:index:Workload", name, {}, opts);
    refuse(`Workload ${name}`, workloadFaults(args));
    const account = this.createServiceAccount(name, args);
    const workload = this.createWorkload(name, args, account);
    const services = this.createServices(name, args);
    this.createGuards(name, args, workload);
    this.podLabels = selectorLabels(args.service);
    this.serviceName = args.service;
    this.serviceAccountName = args.service;
    this.ready = [workload, ...services];
    this.registerOutputs({
      podLabels: this.podLabels,
      serviceName: this.serviceName,
      serviceAccountName: this.serviceAccountName,
    });
  }

  private createServiceAccount(name: string, args: WorkloadArgs): k8s.core.v1.ServiceAccount {
    return new k8s.core.v1.ServiceAccount(`${name}-service-account`, serviceAccount(args), this.options(args));
  }

  private createWorkload(name: string, args: WorkloadArgs, account: pulumi.Resource): pulumi.CustomResource {
    const opts = {
      ...this.options(args, [account]),
      // The autoscaler moves the number; here it is only where to begin.
      ...(scaleOf(args.replicas).cpuPercent === undefined ? {} : { ignoreChanges: ["spec.replicas"] }),
    };
    return kindOf(args) === "StatefulSet"
      ? new k8s.apps.v1.StatefulSet(`${name}-stateful-set`, statefulSet(args), opts)
      : new k8s.apps.v1.Deployment(`${name}-deployment`, deployment(args), opts);
  }

  /**
   * They do not wait for the pods nor the pods for them: a Service is ready when it has endpoints, and pods of a
   * StatefulSet need their names while they start.
   */
  private createServices(name: string, args: WorkloadArgs): readonly pulumi.Resource[] {
    const opts = this.options(args);
    const hasPorts = Object.keys(args.ports).length > 0;
    return [
      ...(hasPorts ? [new k8s.core.v1.Service(`${name}-service`, service(args), opts)] : []),
      ...(kindOf(args) === "StatefulSet"
        ? [new k8s.core.v1.Service(`${name}-headless-service`, headlessService(args), opts)]
        : []),
    ];
  }

  /** They come after the workload that they are about, and go before it. */
  private createGuards(name: string, args: WorkloadArgs, workload: pulumi.Resource): void {
    const opts = this.options(args, [workload]);
    const scale = scaleOf(args.replicas);
    if (scale.maximum > 1)
      new k8s.policy.v1.PodDisruptionBudget(`${name}-disruption-budget`, disruptionBudget(args), opts);
    if (scale.cpuPercent !== undefined)
      new k8s.autoscaling.v2.HorizontalPodAutoscaler(
        `${name}-autoscaler`,
        autoscaler(args, scale, scale.cpuPercent),
        opts,
      );
  }

  private options({ cluster }: WorkloadArgs, after: readonly pulumi.Resource[] = []): pulumi.CustomResourceOptions {
    return { parent: this, provider: cluster.provider, dependsOn: [...cluster.ready, ...after] };
  }
}
