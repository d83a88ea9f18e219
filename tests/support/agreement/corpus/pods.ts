import { all, asKind, context, merged, pod, podContext, template } from "../changes";
import { sysctl, volume, windows } from "./parts";
import { type Change, type Mutation, rowsOf } from "../mutation";

/** The controls of the Pod Security Standards about pods and their volumes, in every kind that makes pods. */

const { accepted, refused } = rowsOf("pod-security");

const claimTemplate = {
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

const ofPods: readonly Mutation[] = [
  refused("a pod in the network of its node", pod({ hostNetwork: true })),
  refused("a pod among the processes of its node", pod({ hostPID: true })),
  refused("a pod in the memory of its node", pod({ hostIPC: true })),
  accepted("a pod in no namespace of its node", pod({ hostNetwork: false, hostPID: false, hostIPC: false })),
  refused(
    "a pod without a filter of system calls",
    all(podContext({ seccompProfile: null }), context({ seccompProfile: null })),
  ),
  refused("a pod that unsets the filter", podContext({ seccompProfile: { type: "Unconfined" } })),
  accepted("a filter of the containers alone", podContext({ seccompProfile: null })),
  refused("a pod without AppArmor", podContext({ appArmorProfile: { type: "Unconfined" } })),
  accepted("a pod with AppArmor of the runtime", podContext({ appArmorProfile: { type: "RuntimeDefault" } })),
  refused(
    "a pod without AppArmor by annotation",
    template({ metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/web": "unconfined" } } }),
  ),
  accepted(
    "a pod with AppArmor by annotation",
    template({
      metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/web": "runtime/default" } },
    }),
  ),
  refused("a pod of an SELinux type that is not confined", podContext({ seLinuxOptions: { type: "unconfined_t" } })),
  refused("a pod of an SELinux user", podContext({ seLinuxOptions: { user: "system_u" } })),
  accepted("a pod of an SELinux level", podContext({ seLinuxOptions: { level: "s0" } })),
  refused("a pod that may be root", podContext({ runAsNonRoot: false })),
  refused("a pod that says nothing of root", all(podContext({ runAsNonRoot: null }), context({ runAsNonRoot: null }))),
  accepted("containers that say it of root", podContext({ runAsNonRoot: null })),
  refused("a pod that is root", podContext({ runAsUser: 0 })),
  accepted("a pod of another user", podContext({ runAsUser: 1000 })),
  refused("a sysctl of the node", sysctl("kernel.msgmax")),
  accepted("a sysctl of the pod", sysctl("net.ipv4.ip_unprivileged_port_start")),
  accepted("a sysctl of the pod that came later", sysctl("net.ipv4.tcp_rmem")),
  refused("a sysctl that a later version allows", sysctl("net.ipv4.tcp_notsent_lowat")),
  refused(
    "a pod of Windows processes of its node",
    all(windows, pod({ hostNetwork: true }), podContext({ windowsOptions: { hostProcess: true } })),
  ),
  accepted("a pod of Windows", windows),
  refused(
    "a pod of Windows that may be root",
    all(windows, podContext({ runAsNonRoot: false }), context({ runAsNonRoot: null })),
  ),
  accepted(
    "root in a user namespace",
    all(pod({ hostUsers: false }), podContext({ runAsNonRoot: false, runAsUser: 0 }), context({ runAsNonRoot: null })),
  ),
  refused(
    "root in the users of the node",
    all(pod({ hostUsers: true }), podContext({ runAsNonRoot: false, runAsUser: 0 }), context({ runAsNonRoot: null })),
  ),
];

const volumes: readonly Mutation[] = [
  refused("a volume of a folder of the node", volume("hostPath", { path: "/var/log" })),
  refused("a volume of NFS", volume("nfs", { server: "nfs.example", path: "/" })),
  refused("a volume of iSCSI", volume("iscsi", { targetPortal: "10.0.0.1", iqn: "iqn.2001-04.com.example:a", lun: 0 })),
  refused("a volume of Fibre Channel", volume("fc", { targetWWNs: ["50060e801049cfd1"], lun: 0 })),
  refused("a volume of Ceph", volume("cephfs", { monitors: ["10.0.0.1:6789"] })),
  refused("a volume of RBD", volume("rbd", { monitors: ["10.0.0.1:6789"], image: "a" })),
  refused("a disk of AWS", volume("awsElasticBlockStore", { volumeID: "vol-1" })),
  refused("a disk of Google", volume("gcePersistentDisk", { pdName: "a" })),
  refused("a disk of Azure", volume("azureDisk", { diskName: "a", diskURI: "https://example.com/a" })),
  refused("a share of Azure", volume("azureFile", { secretName: "a", shareName: "a" })),
  refused("a volume of a driver on the node", volume("flexVolume", { driver: "example.com/a" })),
  accepted("a volume of a ConfigMap", volume("configMap", { name: "web" })),
  accepted("a volume of a Secret", volume("secret", { secretName: "web" })),
  accepted(
    "a volume of facts about the pod",
    volume("downwardAPI", { items: [{ path: "a", fieldRef: { fieldPath: "metadata.labels" } }] }),
  ),
  accepted("a volume of several sources", volume("projected", { sources: [{ configMap: { name: "web" } }] })),
  accepted("a volume of a claim", volume("persistentVolumeClaim", { claimName: "web" })),
  accepted("a volume with a claim of its own", volume("ephemeral", { volumeClaimTemplate: claimTemplate })),
  accepted("a volume of a driver in the cluster", volume("csi", { driver: "csi.example.com" })),
  accepted("a volume of an image", volume("image", { reference: "example/data:1" })),
  accepted("a volume without a source", pod({ volumes: [{ name: "a" }] })),
];

/** Kinds that make pods, each with a template that a pod of it needs. */
const kinds: Readonly<Record<string, (broken: Change) => Change>> = Object.fromEntries(
  (
    [
      ["v1", "Pod", (template) => template],
      ["v1", "ReplicationController", (template) => ({ spec: { replicas: 1, selector: { app: "web" }, template } })],
      [
        "apps/v1",
        "ReplicaSet",
        (template) => ({ spec: { replicas: 1, selector: { matchLabels: { app: "web" } }, template } }),
      ],
      [
        "apps/v1",
        "StatefulSet",
        (template) => ({
          spec: { replicas: 1, serviceName: "web", selector: { matchLabels: { app: "web" } }, template },
        }),
      ],
      ["apps/v1", "DaemonSet", (template) => ({ spec: { selector: { matchLabels: { app: "web" } }, template } })],
      [
        "batch/v1",
        "Job",
        (template) => ({ spec: { template: merged(template, { spec: { restartPolicy: "Never" } }) } }),
      ],
      [
        "batch/v1",
        "CronJob",
        (template) => ({
          spec: {
            schedule: "0 2 * * *",
            jobTemplate: { spec: { template: merged(template, { spec: { restartPolicy: "Never" } }) } },
          },
        }),
      ],
    ] as const satisfies readonly (readonly [string, string, (template: object) => object])[]
  ).map(([apiVersion, kind, make]) => [
    kind,
    (broken: Change) =>
      all(
        broken,
        template({ metadata: { labels: { app: "web" } } }),
        pod({ affinity: null, topologySpreadConstraints: null }),
        asKind(apiVersion, kind, (template) => {
          const { metadata: _, ...body } = make(template) as { metadata?: object };
          return body;
        }),
        (objects) => objects.filter((each) => each.kind !== "PodDisruptionBudget"),
      ),
  ]),
);

const carriers: readonly Mutation[] = Object.entries(kinds).flatMap(([kind, make]) => [
  refused(`a ${kind} with a privileged pod`, make(context({ privileged: true, allowPrivilegeEscalation: null }))),
  accepted(`a ${kind} with a restricted pod`, make(context({}))),
]);

export const pods: readonly Mutation[] = [...ofPods, ...volumes, ...carriers];
