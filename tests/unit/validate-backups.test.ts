import assert from "node:assert/strict";
import { intervalOf } from "../../operations/validate/checks/backups";
import { before, judges, type Read } from "../support/validate";

describe("validate: backups", () => {
  const location = (phase: string, message?: string): object => ({
    metadata: { name: "default", namespace: "velero" },
    status: { phase, message },
  });
  const schedule = (name: string, cron: string, more: object = {}): object => ({
    metadata: { name, namespace: "velero", creationTimestamp: before(2000).toISOString() },
    spec: { schedule: cron, ...more },
    status: { phase: "Enabled" },
  });
  const backup = (name: string, hours: number, phase = "Completed", more: object = {}): object => ({
    metadata: { name, namespace: "velero", labels: { "velero.io/schedule-name": name.split("-")[0] } },
    status: { phase, startTimestamp: before(hours).toISOString(), ...more },
  });
  const whole: Read = {
    storageLocations: [location("Available")],
    schedules: [schedule("daily", "0 2 * * *"), schedule("weekly", "0 3 * * 0"), schedule("monthly", "0 4 1 * *")],
    backups: [backup("daily-1", 10), backup("weekly-1", 150), backup("monthly-1", 700)],
  };
  const daily = (backups: readonly object[]): Read => ({
    ...whole,
    schedules: [schedule("daily", "0 2 * * *")],
    backups,
  });
  judges("backups", [
    {
      rule: "pass when each schedule has a fresh one",
      read: whole,
      status: "pass",
      evidence: /^1 location, 3 schedules, 3 backups; newest of daily-1, 10 h old$/,
    },
    { rule: "are not installed without Velero", read: {}, status: "not installed" },
    {
      rule: "are not installed where only its kinds are known",
      read: { storageLocations: [], schedules: [], backups: [] },
      status: "not installed",
    },
    {
      rule: "fail without the server",
      read: { ...whole, veleroDeployments: [{ metadata: { name: "velero", namespace: "velero" }, status: {} }] },
      status: "fail",
      finding: /server of Velero does not run/,
    },
    {
      rule: "fail on a location that is not available",
      read: { ...whole, storageLocations: [location("Unavailable", "access denied")] },
      status: "fail",
      finding: /default is Unavailable: access denied/,
      command: /^kubectl describe backupstoragelocations\.velero\.io -n velero default$/,
    },
    {
      rule: "fail without a location",
      read: { ...whole, storageLocations: [] },
      status: "fail",
      finding: /no BackupStorageLocation/,
    },
    {
      rule: "fail without a schedule",
      read: { ...whole, schedules: [] },
      status: "fail",
      finding: /nothing is backed up by itself/,
    },
    {
      rule: "fail when no schedule keeps the recovery point",
      read: { ...whole, schedules: [schedule("weekly", "0 3 * * 0")] },
      status: "fail",
      finding: /no schedule runs every 24 h/,
    },
    {
      rule: "fail on a daily one that is two days old",
      read: daily([backup("daily-1", 50)]),
      status: "fail",
      finding: /daily \(0 2 \* \* \*\): its last successful backup daily-1 is 2 d old, allowed 25 h/,
      command: /^kubectl describe schedules\.velero\.io -n velero daily$/,
    },
    { rule: "take a weekly one of six days", read: whole, status: "pass" },
    {
      rule: "fail on a schedule that never succeeded",
      read: daily([]),
      status: "fail",
      finding: /has no successful backup/,
    },
    {
      rule: "only warn of a schedule that is new",
      read: {
        ...daily([]),
        schedules: [
          {
            ...schedule("daily", "0 2 * * *"),
            metadata: { name: "daily", creationTimestamp: before(3).toISOString() },
          },
        ],
      },
      status: "warning",
      finding: /3 h after it was made/,
    },
    {
      rule: "warn of a paused schedule",
      read: {
        ...whole,
        schedules: [schedule("daily", "0 2 * * *"), schedule("weekly", "0 3 * * 0", { paused: true })],
      },
      status: "warning",
      finding: /weekly is paused/,
    },
    {
      rule: "fail on a schedule that is not valid",
      read: {
        ...whole,
        schedules: [
          schedule("daily", "0 2 * * *"),
          { ...schedule("x", "?"), status: { phase: "FailedValidation", validationErrors: ["bad cron"] } },
        ],
      },
      status: "fail",
      finding: /x is not valid: bad cron/,
    },
    {
      rule: "fail while the newest of a schedule failed in part",
      read: daily([backup("daily-2", 1, "PartiallyFailed", { errors: 3 }), backup("daily-1", 20)]),
      status: "fail",
      finding: /daily-2 is PartiallyFailed with 3 errors/,
      command: /^kubectl describe backups\.velero\.io -n velero daily-2$/,
    },
    {
      rule: "warn of one that failed before a success",
      read: daily([backup("daily-2", 1), backup("daily-1", 20, "Failed", { failureReason: "timeout" })]),
      status: "warning",
      finding: /daily-1 is Failed: timeout/,
    },
    {
      rule: "forget what failed more than a week ago",
      read: daily([backup("daily-2", 1), backup("daily-1", 200, "Failed")]),
      status: "pass",
    },
    {
      rule: "fail on one that reports success and holds nothing",
      read: daily([backup("daily-1", 1, "Completed", { progress: { itemsBackedUp: 0 } })]),
      status: "fail",
      finding: /daily-1 holds nothing/,
    },
  ]);

  it("know the longest time between two runs of a schedule", () => {
    const hours = {
      "0 2 * * *": 24,
      "*/5 * * * *": 24,
      "0 3 * * 0": 168,
      "CRON_TZ=UTC 0 4 1 * *": 744,
      "0 0 1 1 *": 8784,
      "@daily": 24,
      "@every 48h": 48,
      "@weekly": 168,
    };
    assert.deepEqual(Object.fromEntries(Object.keys(hours).map((each) => [each, intervalOf(each)])), hours);
  });
});
