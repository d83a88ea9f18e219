import type { Location, Locations } from "../contract";
import type { Encrypted, RightsArgs } from "./rights";

/** Pure. */
export function locationsOf({ home, copy, recovery }: RightsArgs): Locations {
  const { bucket, config } = locationOf(home);
  return {
    // The key is named for what is written; what is only read says itself what encrypts it.
    home: { provider: "aws", bucket, config: { ...config, kmsKeyId: home.keyArn } },
    copy: copy === undefined ? undefined : locationOf(copy),
    recovery: recovery === undefined ? undefined : locationOf(recovery),
  };
}

function locationOf({ bucketName, place }: Encrypted): Location {
  return { provider: "aws", bucket: bucketName, config: { region: place.region } };
}
