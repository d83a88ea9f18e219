import { badAksFiles } from "./aks";
import { badFilesOfAnyCloud } from "./any-cloud";
import type { BadStackFile } from "./bad-stack-file";
import { badEksFiles } from "./eks";
import { badGkeFiles } from "./gke";
import { badNamespaceFiles } from "./namespaces";

export const badStackFiles: readonly BadStackFile[] = [
  ...badFilesOfAnyCloud,
  ...badNamespaceFiles,
  ...badGkeFiles,
  ...badEksFiles,
  ...badAksFiles,
];
