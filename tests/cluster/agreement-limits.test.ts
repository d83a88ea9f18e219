import { Admission } from "../support/agreement/admission";
import { itAgrees } from "../support/agreement/suite";

describe("the pack quotas and limits of a namespace", () => {
  itAgrees("limits", { width: 8, open: (api) => new Admission(api) });
});
