import "reflect-metadata";
import { generateKeyPairSync, webcrypto } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

x509.cryptoProvider.set(webcrypto);

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const dayMs = 86_400_000;

interface Authority {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/** Files of the public key infrastructure, as the parts are told of them. */
export interface Certificates {
  readonly authority: string;
  readonly authorityKey: string;
  readonly server: string;
  readonly serverKey: string;
  /** The API server's own certificate towards aggregated API servers. */
  readonly frontProxy: string;
  readonly frontProxyKey: string;
  /** Signs the tokens of service accounts. */
  readonly serviceAccountPublicKey: string;
  readonly serviceAccountKey: string;
}

/** Names by which the API server is called. */
const serverNames = [
  "localhost",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];

/** Writes a new certificate authority and what it signed into a folder. Clients prove themselves by tokens. */
export async function writeCertificates(folder: string, addresses: readonly string[]): Promise<Certificates> {
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const authority = await createAuthority();
  const server = await issue(authority, "kube-apiserver", x509.ExtendedKeyUsage.serverAuth, addresses);
  const frontProxy = await issue(authority, "front-proxy-client", x509.ExtendedKeyUsage.clientAuth);
  const serviceAccounts = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    authority: write("ca.crt", authority.certificate.toString("pem")),
    authorityKey: write("ca.key", await privateKey(authority.keys)),
    server: write("apiserver.crt", server.certificate.toString("pem")),
    serverKey: write("apiserver.key", await privateKey(server.keys)),
    frontProxy: write("front-proxy.crt", frontProxy.certificate.toString("pem")),
    frontProxyKey: write("front-proxy.key", await privateKey(frontProxy.keys)),
    serviceAccountPublicKey: write(
      "sa.pub",
      serviceAccounts.publicKey.export({ type: "spki", format: "pem" }).toString(),
    ),
    serviceAccountKey: write("sa.key", serviceAccounts.privateKey.export({ type: "sec1", format: "pem" }).toString()),
  };
}

async function createAuthority(): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=local control plane",
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return { certificate, keys };
}

async function issue(
  authority: Authority,
  commonName: string,
  usage: x509.ExtendedKeyUsage,
  addresses: readonly string[] = [],
): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const alternatives: x509.JsonGeneralNames =
    usage === x509.ExtendedKeyUsage.serverAuth
      ? [
          ...serverNames.map((value) => ({ type: "dns" as const, value })),
          ...addresses.map((value) => ({ type: "ip" as const, value })),
        ]
      : [];
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${commonName}`,
    issuer: authority.certificate.subject,
    ...validity(),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([usage]),
      ...(alternatives.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(alternatives)]),
    ],
  });
  return { certificate, keys };
}

/** From an hour ago, for clocks differ, to a month from now, after which nobody runs the same control plane. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = Date.now();
  return { notBefore: new Date(now - dayMs / 24), notAfter: new Date(now + 30 * dayMs) };
}

async function privateKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const pkcs8 = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  return x509.PemConverter.encode(pkcs8, "PRIVATE KEY");
}
