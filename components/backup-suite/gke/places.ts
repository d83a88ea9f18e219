/**
 * Pairs of regions between which Cloud Storage keeps one bucket: the tables of configurable and predefined dual-regions
 * on its page "Bucket locations", as of 2026. A key must lie in the location of its bucket; Cloud KMS spells `EU` as
 * `europe`. The predefined EUR7 and EUR8 (London and Frankfurt, Frankfurt and Zürich) are left out, for no page says
 * that Cloud KMS has keys there.
 */

/** Where a bucket lies, as Cloud Storage and Cloud KMS say it. */
export interface BucketPlace {
  readonly location: string;
  /** Whether it lies in two regions. */
  readonly dual: boolean;
  /** Both regions, where `location` does not name them by itself. */
  readonly dataLocations?: readonly string[];
  readonly keyLocation: string;
}

/** Two regions of the same code make a pair. The first code that holds both decides, so the narrow ones come first. */
const configurable: readonly (readonly [code: string, keyLocation: string, regions: readonly string[]])[] = [
  ["AU", "au", ["australia-southeast1", "australia-southeast2"]],
  ["CA", "ca", ["northamerica-northeast1", "northamerica-northeast2"]],
  ["DE", "de", ["europe-west3", "europe-west10"]],
  ["IN", "in", ["asia-south1", "asia-south2"]],
  ["IT", "it", ["europe-west8", "europe-west12"]],
  ["ASIA", "asia", ["asia-east1", "asia-southeast1"]],
  [
    "EU",
    "europe",
    [
      "europe-central2",
      "europe-north1",
      "europe-southwest1",
      "europe-west1",
      "europe-west3",
      "europe-west4",
      "europe-west8",
      "europe-west9",
      "europe-west10",
      "europe-west12",
    ],
  ],
  [
    "US",
    "us",
    ["us-central1", "us-east1", "us-east4", "us-east5", "us-south1", "us-west1", "us-west2", "us-west3", "us-west4"],
  ],
];

/** Pairs that have a name of their own and can be had by it alone. */
const predefined: readonly (readonly [code: string, first: string, second: string])[] = [
  ["ASIA1", "asia-northeast1", "asia-northeast2"],
  ["EUR4", "europe-north1", "europe-west4"],
  ["EUR5", "europe-west1", "europe-west2"],
  ["NAM4", "us-central1", "us-east1"],
];

/** Where a bucket of both regions lies; undefined where Google offers none. */
export function dualRegion(region: string, backupRegion: string): BucketPlace | undefined {
  if (region === backupRegion) return undefined;
  const pair = [region, backupRegion];
  const [named] = predefined.find(([, ...regions]) => regions.every((each) => pair.includes(each))) ?? [];
  if (named !== undefined) return { location: named, dual: true, keyLocation: named.toLowerCase() };
  const found = configurable.find(([, , regions]) => pair.every((each) => regions.includes(each)));
  if (found === undefined) return undefined;
  const [location, keyLocation] = found;
  // Sorted, as Google returns them: the order means nothing.
  return { location, dual: true, keyLocation, dataLocations: pair.map((each) => each.toUpperCase()).sort() };
}

export const oneRegion = (region: string): BucketPlace => ({
  location: region.toUpperCase(),
  dual: false,
  keyLocation: region,
});

const known = [
  ...new Set([...configurable.flatMap(([, , regions]) => regions), ...predefined.flatMap(([, ...pair]) => pair)]),
];

/** Regions that a bucket can share with `region`, sorted. */
export const partnersOf = (region: string): readonly string[] =>
  known.filter((each) => dualRegion(region, each) !== undefined).sort();

/** Regions that have at least one partner, sorted. */
export const pairedRegions: readonly string[] = known.filter((each) => partnersOf(each).length > 0).sort();
