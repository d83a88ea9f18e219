import assert from "node:assert/strict";
import { readinessOf } from "../../offline/providers/live/readiness";
import { assertReadiness, condition } from "../support/live-readiness";

const late = { volumeBindingMode: "WaitForFirstConsumer" };

assertReadiness({
  "v1/PersistentVolumeClaim": [
    { when: "it is bound", object: { status: { phase: "Bound" } }, state: "ready" },
    {
      when: "it is pending in a class that binds at once",
      object: { status: { phase: "Pending" } },
      related: [{ volumeBindingMode: "Immediate" }],
      state: "waiting",
      reason: /Pending/,
    },
    {
      when: "it is pending in a class that waits for a pod",
      object: { status: { phase: "Pending" } },
      related: [late],
      state: "ready",
    },
    {
      when: "it is bound in a class that waits for a pod",
      object: { status: { phase: "Bound" } },
      related: [late],
      state: "ready",
    },
    { when: "its volume is lost", object: { status: { phase: "Lost" } }, state: "failed", reason: /lost/ },
  ],
  "v1/PersistentVolume": [
    { when: "it is available", object: { status: { phase: "Available" } }, state: "ready" },
    { when: "it is pending", object: { status: { phase: "Pending" } }, state: "waiting" },
  ],
  "v1/Namespace": [
    { when: "it is active", object: { status: { phase: "Active" } }, state: "ready" },
    {
      when: "it is on its way out",
      object: { status: { phase: "Terminating" } },
      state: "waiting",
      reason: /Terminating/,
    },
  ],
  "v1/ResourceQuota": [
    {
      when: "all is counted, in another notation",
      object: { spec: { hard: { cpu: "1000m" } }, status: { hard: { cpu: "1" } } },
      state: "ready",
    },
    { when: "it is not counted", object: { spec: { hard: { cpu: "1" } } }, state: "waiting" },
    {
      when: "an older limit is counted",
      object: { spec: { hard: { cpu: "2" } }, status: { hard: { cpu: "1" } } },
      state: "waiting",
    },
  ],
  "v1/Secret": [
    { when: "it is opaque", object: { type: "Opaque" }, state: "ready" },
    { when: "its token is missing", object: { type: "kubernetes.io/service-account-token" }, state: "waiting" },
    {
      when: "its token is there",
      object: { type: "kubernetes.io/service-account-token", data: { token: "eA==" } },
      state: "ready",
    },
  ],
  "apiextensions.k8s.io/v1/CustomResourceDefinition": [
    {
      when: "it is established",
      object: { status: { conditions: [condition("NamesAccepted", "True"), condition("Established", "True")] } },
      state: "ready",
    },
    {
      when: "it is not established",
      object: { status: { conditions: [condition("NamesAccepted", "True")] } },
      state: "waiting",
      reason: /Established/,
    },
    {
      when: "its names are taken",
      object: { status: { conditions: [condition("NamesAccepted", "False", "ListKindConflict")] } },
      state: "failed",
      reason: /ListKindConflict/,
    },
  ],
  "apiregistration.k8s.io/v1/APIService": [
    { when: "it is available", object: { status: { conditions: [condition("Available", "True")] } }, state: "ready" },
    {
      when: "its server does not answer",
      object: { status: { conditions: [condition("Available", "False", "FailedDiscoveryCheck")] } },
      state: "waiting",
      reason: /FailedDiscoveryCheck/,
    },
  ],
});

describe("readiness", () => {
  it("is not asked of a kind that has none", () => {
    assert.equal(readinessOf("v1", "ConfigMap"), undefined);
  });
});
