import { make } from "./program";

export const { vpcArn, subnetIds, secret } = make(process.env);
