import type * as pulumi from "@pulumi/pulumi";

/** An output that Azure always fills in, though its type allows otherwise. */
export function present(output: pulumi.Output<string | undefined>, what: string): pulumi.Output<string> {
  return output.apply((value) => {
    if (value === undefined) throw new Error(`Azure named no ${what}.`);
    return value;
  });
}
