import { judgeByRunning } from "../support/agreement/running";
import { itAgrees } from "../support/agreement/suite";

describe("the pack topology-spread", () => {
  itAgrees("spread", { width: 20, open: (api) => ({ judge: (objects) => judgeByRunning(api, objects) }) });
});
