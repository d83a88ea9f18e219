import { pack } from "../shared/pack";
import { controlPolicy } from "./control-policy";
import { controls } from "./controls";
import { exemptionEntries } from "./namespaces/exemption-entries";
import { exemptionLedger } from "./namespaces/exemption-ledger";
import { namespaceLevels } from "./namespaces/namespace-levels";
import { needlessExemptions } from "./namespaces/needless-exemptions";

export const podSecurity = pack({
  name: "pod-security",
  displayName: "Pod Security Standards",
  description: "Pod Security Standards, as Kubernetes itself judges them.",
  // The first two come first, as CrossGuard tells the settings of a policy only when it runs.
  policies: [
    namespaceLevels,
    exemptionLedger,
    exemptionEntries,
    needlessExemptions,
    ...controls.map((each) => controlPolicy(each)),
  ],
});
