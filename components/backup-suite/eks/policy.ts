import { policyDocument, type Statement } from "../../shared/eks/policies";

export interface BucketPolicyArgs {
  readonly bucketArn: string;
  readonly keyArn: string;
}

/**
 * Nobody speaks to the bucket without TLS, and nobody writes under another key or none. A request that names no
 * encryption is let through, for the bucket then encrypts with its own key: so Kopia writes, which names none. Pure.
 */
export function bucketPolicy({ bucketArn, keyArn }: BucketPolicyArgs): string {
  const objects = `${bucketArn}/*`;
  const write = { Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: objects } as const;
  const statements: readonly Statement[] = [
    {
      Sid: "OnlyTls",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [bucketArn, objects],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    { Sid: "OnlyKms", ...write, Condition: unless("s3:x-amz-server-side-encryption", "aws:kms") },
    { Sid: "OnlyThisKey", ...write, Condition: unless("s3:x-amz-server-side-encryption-aws-kms-key-id", keyArn) },
    {
      Sid: "NoKeyOfTheSender",
      ...write,
      Condition: { Null: { "s3:x-amz-server-side-encryption-customer-algorithm": "false" } },
    },
  ];
  return policyDocument(statements);
}

/** Meets requests that name another value. One that names none would meet `StringNotEquals` as well, hence `Null`. */
const unless = (key: string, only: string): NonNullable<Statement["Condition"]> => ({
  Null: { [key]: "false" },
  StringNotEquals: { [key]: only },
});
