/**
 * Between which regions RDS for PostgreSQL replicates automated backups: the table of the RDS User Guide, "Replicating
 * automated backups to another AWS Region". AWS adds pairs; `aws rds describe-source-regions --region DESTINATION`
 * gives them all.
 */
const europe = ["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1"];
const america = ["us-east-1", "us-east-2", "us-west-2"];

const destinations: Readonly<Record<string, readonly string[]>> = {
  "ap-south-1": ["ap-southeast-1", ...america],
  "ap-northeast-3": ["ap-northeast-1"],
  "ap-northeast-2": ["ap-southeast-1", "ap-northeast-1", ...america],
  "ap-southeast-1": ["ap-south-1", "ap-northeast-2", "ap-southeast-2", "ap-northeast-1", ...america],
  "ap-southeast-2": ["ap-southeast-1", "us-east-1", "us-west-1", "us-west-2"],
  "ap-northeast-1": ["ap-northeast-3", "ap-northeast-2", "ap-southeast-1", ...america],
  "ca-central-1": ["eu-west-1", ...america, "us-west-1"],
  "cn-north-1": ["cn-northwest-1"],
  "cn-northwest-1": ["cn-north-1"],
  "eu-central-1": ["eu-west-1", "eu-west-2", "eu-west-3", "eu-north-1", ...america],
  "eu-west-1": ["ca-central-1", "eu-central-1", "eu-west-2", "eu-west-3", "eu-north-1", ...america, "us-west-1"],
  "eu-west-2": ["eu-central-1", "eu-west-1", "eu-west-3", "eu-north-1", "us-east-1"],
  "eu-west-3": ["eu-central-1", "eu-west-1", "eu-west-2", "eu-north-1", "us-east-1"],
  "eu-north-1": ["eu-central-1", "eu-west-1", "eu-west-2", "eu-west-3", ...america],
  "sa-east-1": ["us-east-1", "us-east-2"],
  "us-gov-east-1": ["us-gov-west-1"],
  "us-gov-west-1": ["us-gov-east-1"],
  "us-east-1": [
    "ap-south-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ca-central-1",
    ...europe,
    "sa-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ],
  "us-east-2": [
    "ap-south-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-northeast-1",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "sa-east-1",
    "us-east-1",
    "us-west-1",
    "us-west-2",
  ],
  "us-west-1": ["ap-southeast-2", "ca-central-1", "eu-west-1", ...america],
  "us-west-2": [
    "ap-south-1",
    "ap-northeast-2",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "eu-north-1",
    "us-east-1",
    "us-east-2",
    "us-west-1",
  ],
};

/**
 * Regions that backups of `region` can be copied to, where the table says that `backupRegion` is none of them;
 * undefined where it is one, or where the table does not know both: then AWS decides.
 */
export function otherDestinations(region: string, backupRegion: string): readonly string[] | undefined {
  const possible = destinations[region];
  if (possible === undefined || destinations[backupRegion] === undefined || possible.includes(backupRegion))
    return undefined;
  return possible;
}
