import { isSameMinor, type Tool } from "./tool";

export const pulumi: Tool = {
  name: "pulumi",
  module: "github.com/pulumi/pulumi/pkg/v3",
  command: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  stamp: (version) => `-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=${version}`,
  versionArgs: ["version"],
  minutes: 5,
};

export const helm: Tool = {
  name: "helm",
  module: "helm.sh/helm/v4",
  command: "helm.sh/helm/v4/cmd/helm",
  stamp: (version) => `-X helm.sh/helm/v4/internal/version.version=${version}`,
  versionArgs: ["version", "--short"],
  minutes: 3,
};

export const etcd: Tool = {
  name: "etcd",
  module: "go.etcd.io/etcd/server/v3",
  command: "go.etcd.io/etcd/server/v3",
  stamp: () => "",
  versionArgs: ["--version"],
  fits: isSameMinor,
  minutes: 1,
};

export const kwok: Tool = {
  name: "kwok",
  module: "sigs.k8s.io/kwok",
  command: "sigs.k8s.io/kwok/cmd/kwok",
  stamp: (version) => `-X sigs.k8s.io/kwok/pkg/consts.Version=${version}`,
  versionArgs: ["--version"],
  fits: isSameMinor,
  minutes: 2,
};

export const kubeApiServer = kubernetes("kube-apiserver", 3);
export const kubeControllerManager = kubernetes("kube-controller-manager", 1);
export const kubeScheduler = kubernetes("kube-scheduler", 1);

export const kubectl = kubernetes("kubectl", 1);

/** Server and command line of Velero. Under a name of its own, for the one that people install listens everywhere. */
export const velero: Tool = {
  name: "velero-loopback",
  folder: "velero",
  module: "github.com/vmware-tanzu/velero",
  command: ".",
  stamp: (version) =>
    [`Version=${version}`, "GitTreeState=clean"]
      .map((each) => `-X github.com/vmware-tanzu/velero/pkg/buildinfo.${each}`)
      .join(" "),
  versionArgs: ["version", "--client-only"],
  minutes: 5,
};

/** Velero's way to S3. */
export const veleroPluginForAws: Tool = {
  name: "velero-plugin-for-aws",
  module: "github.com/vmware-tanzu/velero-plugin-for-aws",
  command: "github.com/vmware-tanzu/velero-plugin-for-aws/velero-plugin-for-aws",
  stamp: () => "",
  versionArgs: ["--version"],
  minutes: 2,
};

/** An S3 server whose objects are plain files. */
export const versitygw: Tool = {
  name: "versitygw",
  module: "github.com/versity/versitygw",
  command: "github.com/versity/versitygw/cmd/versitygw",
  stamp: (version) => `-X main.Version=${version}`,
  versionArgs: ["--version"],
  minutes: 1,
};

/** Parts of one Kubernetes. Whoever reads the server's version, such as charts, needs it stamped. */
function kubernetes(name: string, minutes: number): Tool {
  return {
    name,
    folder: "kubernetes",
    module: "k8s.io/kubernetes",
    command: `k8s.io/kubernetes/cmd/${name}`,
    stamp: (version) => {
      const [major = "", minor = ""] = version.replace("v", "").split(".");
      const stamped = { gitVersion: version, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
      return Object.entries(stamped)
        .map(([field, value]) => `-X k8s.io/component-base/version.${field}=${value}`)
        .join(" ");
    },
    versionArgs: ["--version"],
    fits: isSameMinor,
    minutes,
  };
}
