import assert from "node:assert/strict";
import type { KubernetesObject } from "../../offline/kubernetes/objects";
import { blockedBy } from "../../offline/providers/live/blocked";

const object = (kind: string, name: string, finalizers: string[] = [], more: object = {}): KubernetesObject => ({
  apiVersion: kind === "Cart" ? "shop.example/v1" : "v1",
  kind,
  metadata: { name, ...(kind === "Namespace" ? {} : { namespace: "n" }), finalizers },
  ...more,
});

describe("a deletion that does not end", () => {
  it("names each finalizer, who removes it, how to do so by hand and what is lost by it", () => {
    assert.deepEqual(blockedBy(object("Service", "web", ["service.kubernetes.io/load-balancer-cleanup", "a/b"]), []), [
      "finalizer service.kubernetes.io/load-balancer-cleanup, to be removed by the cloud's controller, once the load balancer is gone",
      `  by hand: kubectl patch service web --namespace n --type=merge -p '{"metadata":{"finalizers":["a/b"]}}'`,
      "  then the load balancer stays behind in the cloud, and is paid for",
      "finalizer a/b, to be removed by the controller of a; see that it runs and may reach what it cleans up",
      `  by hand: kubectl patch service web --namespace n --type=merge -p '{"metadata":{"finalizers":["service.kubernetes.io/load-balancer-cleanup"]}}'`,
      "  then whatever that controller would have cleaned up stays behind",
    ]);
  });

  it("names the group of a custom resource in the command", () => {
    assert.match(
      blockedBy(object("Cart", "c", ["shop.example/x"]), []).join("\n"),
      /kubectl patch cart\.shop\.example c /,
    );
  });

  it("of a namespace tells its conditions and what remains in it, blocked objects first", () => {
    const conditions = [
      { type: "NamespaceContentRemaining", status: "True", message: "some are remaining" },
      { type: "NamespaceDeletionDiscoveryFailure", status: "False", message: "all is well" },
    ];
    const remaining = [object("ConfigMap", "free"), object("Cart", "stuck", ["shop.example/x"])];
    const lines = blockedBy(object("Namespace", "n", [], { status: { conditions } }), remaining);
    assert.deepEqual(
      lines.filter((line) => !line.includes("by hand") && !line.includes("then ")),
      [
        "NamespaceContentRemaining: some are remaining",
        "It waits for:",
        "  shop.example/v1 Cart n/stuck",
        "    finalizer shop.example/x, to be removed by the controller of shop.example; see that it runs and may reach what it cleans up",
        "  v1 ConfigMap n/free",
      ],
    );
  });

  it("gives no command against the garbage collector, but what it waits for", () => {
    const lines = blockedBy(object("Cart", "c", ["foregroundDeletion"]), [object("Pod", "p")]).join("\n");
    assert.match(lines, /garbage collector[^]*v1 Pod n\/p/);
    assert.doesNotMatch(lines, /kubectl/);
  });

  it("names twenty objects and counts the rest", () => {
    const many = Array.from({ length: 25 }, (_, index) => object("ConfigMap", `c${index}`));
    assert.equal(blockedBy(object("Namespace", "n"), many).at(-1), "  and 5 more");
  });

  it("says so when nothing is known", () => {
    assert.match(blockedBy(object("Pod", "p"), []).join(), /no finalizers/);
  });
});
