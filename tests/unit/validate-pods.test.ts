import { before, deployed, judges, pod, setOwner } from "../support/validate";

const notReady = (status: object): object => ({ phase: "Running", conditions: [], ...status });
const waiting = (state: object, more: object = {}): object =>
  notReady({ containerStatuses: [{ name: "app", ready: false, restartCount: 5, state: { waiting: state }, ...more }] });

describe("validate: pods", () => {
  const job = { kind: "Job", name: "migrate", uid: "job" };
  judges("pods", [
    { rule: "pass when they run and are ready", read: { pods: [pod()] }, status: "pass", evidence: /^1\/1 ready/ },
    {
      rule: "that ended well are set aside",
      read: { pods: [pod(), pod({ name: "migrate-1", owner: job, status: { phase: "Succeeded" } })] },
      status: "pass",
      evidence: /^1\/1 ready.*1 ended well/,
    },
    {
      rule: "that cannot be scheduled are named with the scheduler's message",
      read: {
        pods: [
          pod({
            status: {
              phase: "Pending",
              conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/9 nodes" }],
            },
          }),
        ],
      },
      status: "fail",
      finding: /pod web-1: Unschedulable: 0\/9 nodes/,
      command: /^kubectl describe pod -n shop web-1$/,
    },
    {
      rule: "whose image cannot be pulled are named with its reason",
      read: { pods: [pod({ status: waiting({ reason: "ImagePullBackOff", message: "no such image" }) })] },
      status: "fail",
      finding: /container app: ImagePullBackOff: no such image/,
    },
    {
      rule: "that crash are named with their last exit code, and their logs are the next step",
      read: {
        pods: [
          pod({
            status: waiting(
              { reason: "CrashLoopBackOff" },
              { lastState: { terminated: { reason: "OOMKilled", exitCode: 137 } } },
            ),
          }),
        ],
      },
      status: "fail",
      finding: /CrashLoopBackOff after 5 restarts, last OOMKilled with exit code 137/,
      command: /^kubectl logs -n shop web-1 -c app --previous$/,
    },
    {
      rule: "whose init container waits are found",
      read: {
        pods: [
          pod({
            status: notReady({
              initContainerStatuses: [
                { name: "init", ready: false, restartCount: 0, state: { waiting: { reason: "ErrImagePull" } } },
              ],
            }),
          }),
        ],
      },
      status: "fail",
      finding: /container init: ErrImagePull/,
    },
    {
      rule: "that run and are not ready name their containers",
      read: {
        pods: [
          pod({
            status: notReady({
              containerStatuses: [{ name: "app", ready: false, restartCount: 0, state: { running: {} } }],
            }),
          }),
        ],
      },
      status: "fail",
      finding: /Running, not ready: app/,
    },
    {
      rule: "of one owner that ail alike are one finding",
      read: {
        ...deployed(["n1", "n2"]),
        pods: ["web-1", "web-2", "web-3", "web-4"].map((name) =>
          pod({ name, owner: setOwner, status: waiting({ reason: "ErrImagePull" }) }),
        ),
      },
      status: "fail",
      finding: /4 pods of Deployment web \(web-1, web-2, web-3 and 1 more\): container app: ErrImagePull/,
    },
    {
      rule: "that failed and stand alone are failures",
      read: { pods: [pod({ status: { phase: "Failed", reason: "Evicted", message: "disk" } })] },
      status: "fail",
      finding: /failed: Evicted: disk/,
    },
    {
      rule: "that failed and were replaced are warnings",
      read: { pods: [pod({ owner: setOwner, status: { phase: "Failed", reason: "Evicted" } })] },
      status: "warning",
      finding: /failed: Evicted/,
    },
    {
      rule: "of Jobs are judged with their Job",
      read: { pods: [pod({ owner: job, status: { phase: "Failed" } })] },
      status: "pass",
    },
    {
      rule: "that should be gone for long are found",
      read: { pods: [pod({ metadata: { deletionTimestamp: before(2) } })] },
      status: "fail",
      finding: /should be gone for 2 h/,
    },
    {
      rule: "that are about to go are left alone",
      read: { pods: [pod({ metadata: { deletionTimestamp: before(0) }, status: notReady({}) })] },
      status: "pass",
    },
  ]);
});
