import type { Api } from "../../../kubernetes/api";
import { at } from "../../differences";
import type { Properties } from "../../values";
import { fromJavaScript, isObject } from "../../values";
import { sameQuantity } from "../quantities";
import {
  all,
  condition,
  describe,
  failed,
  isTrue,
  once,
  ready,
  type Readiness,
  type Sight,
  textAt,
  type Verdict,
} from "./verdict";

/** Readiness of volumes, definitions, namespaces and their like, by API version and kind. */
export const others: Readonly<Record<string, Readiness>> = {
  "v1/PersistentVolumeClaim": { verdict: claim, related: storageClass, limit: 300 },
  "v1/PersistentVolume": { verdict: phase("Available", "Bound"), limit: 300 },
  "v1/Namespace": { verdict: phase("Active") },
  "v1/ResourceQuota": { verdict: quota, limit: 60 },
  "v1/Secret": { verdict: token, limit: 5 },
  "apiextensions.k8s.io/v1/CustomResourceDefinition": { verdict: definition },
  "apiregistration.k8s.io/v1/APIService": { verdict: ({ object }) => isTrue(object, "Available") },
};

function phase(...wanted: readonly string[]): (sight: Sight) => Verdict {
  return ({ object }) => {
    const found = textAt(object, "status.phase") ?? "";
    return once(wanted.includes(found), `its phase is "${found}", not ${wanted.join(" or ")}`);
  };
}

/** A claim whose class waits for the first pod is as ready as it can be without one. */
function claim({ object, related }: Sight): Verdict {
  const found = textAt(object, "status.phase") ?? "";
  const unbound = related.some((each) => textAt(each, "volumeBindingMode") === "WaitForFirstConsumer");
  if (found === "Lost") return failed("its volume is lost");
  return once(found === "Bound" || (unbound && found === "Pending"), `its phase is "${found}", not Bound`);
}

async function storageClass(api: Api, object: Properties): Promise<readonly Properties[]> {
  const name = textAt(object, "spec.storageClassName");
  if (name === undefined || name === "") return [];
  const found = await api.get({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass", name });
  return [found].map(fromJavaScript).filter(isObject);
}

function quota({ object }: Sight): Verdict {
  const [wanted, seen] = [at(object, "spec.hard"), at(object, "status.hard")];
  const [limits, known] = [isObject(wanted) ? wanted : {}, isObject(seen) ? seen : {}];
  const counted = Object.entries(limits).every(([name, amount]) => sameQuantity(amount, known[name]));
  return once(counted, "its controller has not counted yet");
}

/** Only the token of a service account is written by a controller. */
function token({ object }: Sight): Verdict {
  if (textAt(object, "type") !== "kubernetes.io/service-account-token") return ready;
  const data = at(object, "data");
  return once(isObject(data) && Object.keys(data).length > 0, "its token has not been issued yet");
}

function definition({ object }: Sight): Verdict {
  const names = condition(object, "NamesAccepted");
  if (names?.status === "False") return failed(describe(names));
  return all(isTrue(object, "NamesAccepted"), isTrue(object, "Established"));
}
