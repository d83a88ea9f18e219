import { judgeByRunning } from "../support/agreement/running";
import { itAgrees } from "../support/agreement/suite";

describe("the pack quotas and quotas of a namespace", () => {
  itAgrees("quotas", { width: 20, open: (api) => ({ judge: (objects) => judgeByRunning(api, objects) }) });
});
