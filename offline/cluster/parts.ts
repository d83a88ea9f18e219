import { join } from "node:path";
import type { Tool } from "../engine/tool";
import { etcd, kubeApiServer, kubeControllerManager, kubeScheduler, kwok } from "../engine/tools";
import type { Certificates } from "./certificates";
import type { Place, Ports } from "./place";
import type { RoleName } from "./roles";

/** What the parts are told of where they run. */
export interface Site {
  readonly place: Place;
  readonly ports: Ports;
  readonly certificates: Certificates;
  /** Path of a role's kubeconfig, as the parts reach the API server. */
  readonly kubeconfigOf: (role: RoleName) => string;
  readonly tokenFile: string;
  readonly kwokConfig: string;
}

/** One process of the control plane. */
export interface Part {
  readonly tool: Tool;
  /** Whether it can only start when the API server answers. */
  readonly afterApiServer: boolean;
  readonly args: (site: Site) => readonly string[];
}

/** Addresses of Services; nothing routes them here. */
const serviceRange = "10.96.0.0/16";
/** The first of them, by which pods know the API server. */
export const apiServerService = "10.96.0.1";
const podRange = "10.244.0.0/16";

/**
 * In the order of their start. The controller manager ends for good when it starts before the API server has made its
 * own roles, so it waits; with its usual limit of 20 requests per second it would need five seconds more to start.
 */
export const parts: readonly Part[] = [
  { tool: etcd, afterApiServer: false, args: etcdArgs },
  { tool: kubeApiServer, afterApiServer: false, args: apiServerArgs },
  { tool: kubeControllerManager, afterApiServer: true, args: controllerManagerArgs },
  { tool: kubeScheduler, afterApiServer: true, args: schedulerArgs },
  { tool: kwok, afterApiServer: true, args: kwokArgs },
];

/** What is lost when the machine fails is not missed, so nothing waits for the disk. */
function etcdArgs({ place, ports }: Site): string[] {
  const clients = `http://127.0.0.1:${ports.etcd}`;
  const peers = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    `--data-dir=${place.etcd}`,
    "--unsafe-no-fsync",
    "--log-level=warn",
    `--listen-client-urls=${clients}`,
    `--advertise-client-urls=${clients}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=default=${peers}`,
  ];
}

/** Without an endpoint reconciler, which would publish an address that no pod can reach. */
function apiServerArgs({ place, ports, certificates, tokenFile }: Site): string[] {
  return [
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    `--secure-port=${ports.apiServer}`,
    "--endpoint-reconciler-type=none",
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    `--service-cluster-ip-range=${serviceRange}`,
    `--cert-dir=${place.pki}`,
    `--tls-cert-file=${certificates.server}`,
    `--tls-private-key-file=${certificates.serverKey}`,
    `--client-ca-file=${certificates.authority}`,
    `--token-auth-file=${tokenFile}`,
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${certificates.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${certificates.serviceAccountKey}`,
    `--requestheader-client-ca-file=${certificates.authority}`,
    "--requestheader-allowed-names=front-proxy-client",
    "--requestheader-username-headers=X-Remote-User",
    "--requestheader-group-headers=X-Remote-Group",
    "--requestheader-extra-headers-prefix=X-Remote-Extra-",
    `--proxy-client-cert-file=${certificates.frontProxy}`,
    `--proxy-client-key-file=${certificates.frontProxyKey}`,
    "--allow-privileged=true",
    "--profiling=false",
  ];
}

function controllerManagerArgs({ place, ports, certificates, kubeconfigOf }: Site): string[] {
  return [
    ...delegated(kubeconfigOf("controller-manager")),
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.controllerManager}`,
    `--cert-dir=${join(place.pki, "controller-manager")}`,
    "--leader-elect=false",
    `--service-account-private-key-file=${certificates.serviceAccountKey}`,
    `--root-ca-file=${certificates.authority}`,
    "--use-service-account-credentials=true",
    "--kube-api-qps=300",
    "--kube-api-burst=600",
    `--cluster-signing-cert-file=${certificates.authority}`,
    `--cluster-signing-key-file=${certificates.authorityKey}`,
    "--profiling=false",
  ];
}

function schedulerArgs({ place, ports, kubeconfigOf }: Site): string[] {
  return [
    ...delegated(kubeconfigOf("scheduler")),
    "--bind-address=127.0.0.1",
    `--secure-port=${ports.scheduler}`,
    `--cert-dir=${join(place.pki, "scheduler")}`,
    "--leader-elect=false",
    "--kube-api-qps=300",
    "--kube-api-burst=600",
    "--profiling=false",
  ];
}

/** Its own credentials, and those by which it judges who asks it. */
function delegated(kubeconfig: string): string[] {
  return [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
  ];
}

/** Plays the kubelet of every node that carries the annotation. */
function kwokArgs({ ports, kwokConfig, kubeconfigOf }: Site): string[] {
  return [
    `--kubeconfig=${kubeconfigOf("kwok")}`,
    `--config=${kwokConfig}`,
    "--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake",
    "--node-lease-duration-seconds=40",
    `--cidr=${podRange}`,
    "--node-ip=127.0.0.1",
    `--node-port=${ports.kwok}`,
    `--server-address=127.0.0.1:${ports.kwok}`,
  ];
}
