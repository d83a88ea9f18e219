import type { ProviderBehaviour } from "./behaviour";
import { ChartRenderer } from "./charts";
import type { ComponentMaker } from "./components";
import { RemoteComponents } from "./components";
import { aws } from "./data/aws";
import { azureNative } from "./data/azure-native";
import { eks } from "./data/eks";
import { gcp } from "./data/gcp";
import { kubernetes } from "./data/kubernetes";
import { random } from "./data/random";
import type { Served } from "../engine/loopback";
import type { LiveCluster } from "./live/cluster";
import type { Provider } from "./provider";
import { ProviderServer, serve } from "./server";
import type { World } from "./stand-in";
import { StandIn } from "./stand-in";

const behaviours: readonly ProviderBehaviour[] = [aws, gcp, azureNative, kubernetes, eks, random];

/** Providers that have a stand-in. */
export const packages: readonly string[] = behaviours.map((each) => each.package);

export interface StandInOptions extends World {
  /** The project's root, where the chart cache is. */
  readonly root: string;
  readonly report: (line: string) => void;
  /** Where Kubernetes objects are applied for real; absent, they are simulated. */
  readonly live?: LiveCluster | undefined;
}

export interface ServedStandIn extends Served {
  /** The provider's package. */
  readonly name: string;
}

/** Serves every stand-in but those left to plugins, each under the name of its package. */
export async function serveStandIns(
  leftToPlugins: readonly string[],
  options: StandInOptions,
): Promise<readonly ServedStandIn[]> {
  const wanted = behaviours.filter((each) => !leftToPlugins.includes(each.package));
  return Promise.all(
    wanted.map(async (behaviour) => {
      const server = new ProviderServer(providerOf(behaviour, options), componentsOf(behaviour, options));
      return { name: behaviour.package, ...(await serve(server)) };
    }),
  );
}

function providerOf(behaviour: ProviderBehaviour, options: StandInOptions): Provider {
  const live = behaviour.package === "kubernetes" ? options.live : undefined;
  return live === undefined ? new StandIn(behaviour, options) : live.provider(behaviour, options);
}

/** Charts are rendered; every other remote component is made from data. */
function componentsOf(behaviour: ProviderBehaviour, options: StandInOptions): ComponentMaker {
  const made = new RemoteComponents(behaviour, options.judge);
  return behaviour.package === "kubernetes" ? new ChartRenderer(options, made) : made;
}
