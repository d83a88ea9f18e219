/**
 * Regions of Cloud SQL Enterprise Plus for PostgreSQL with N2 machines. Checked 2026-11-24 against Google's table of
 * instance settings.
 */
const enterprisePlus: readonly string[] = [
  "africa-south1",
  "asia-east1",
  "asia-east2",
  "asia-northeast1",
  "asia-northeast2",
  "asia-northeast3",
  "asia-south1",
  "asia-south2",
  "asia-southeast1",
  "asia-southeast2",
  "australia-southeast1",
  "australia-southeast2",
  "europe-central2",
  "europe-north1",
  "europe-southwest1",
  "europe-west1",
  "europe-west2",
  "europe-west3",
  "europe-west4",
  "europe-west6",
  "europe-west8",
  "europe-west9",
  "europe-west10",
  "europe-west12",
  "me-central1",
  "me-central2",
  "me-west1",
  "northamerica-northeast1",
  "northamerica-northeast2",
  "southamerica-east1",
  "southamerica-west1",
  "us-central1",
  "us-east1",
  "us-east4",
  "us-east5",
  "us-south1",
  "us-west1",
  "us-west2",
  "us-west3",
  "us-west4",
];

export function hasEnterprisePlus(region: string): boolean {
  return enterprisePlus.includes(region);
}

/** Regions of Enterprise Plus on the continent of `region`; all of them where the continent has none. */
export function nearbyEnterprisePlus(region: string): readonly string[] {
  const continent = region.split("-")[0];
  const nearby = enterprisePlus.filter((each) => each.split("-")[0] === continent);
  return nearby.length > 0 ? nearby : enterprisePlus;
}
