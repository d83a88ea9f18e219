import { badAksFiles } from "./aks";
import { badAksDatabaseFiles } from "./aks-database";
import { badFilesOfAnyCloud } from "./any-cloud";
import { badApplicationFiles } from "./applications";
import { badBackupFiles } from "./backups";
import type { BadStackFile } from "./bad-stack-file";
import { badEksFiles } from "./eks";
import { badEksDatabaseFiles } from "./eks-database";
import { badGkeFiles } from "./gke";
import { badGkeDatabaseFiles } from "./gke-database";
import { badNamespaceFiles } from "./namespaces";
import { badSecretSyncFiles } from "./secret-sync";

export const badStackFiles: readonly BadStackFile[] = [
  ...badFilesOfAnyCloud,
  ...badNamespaceFiles,
  ...badSecretSyncFiles,
  ...badApplicationFiles,
  ...badBackupFiles,
  ...badGkeFiles,
  ...badGkeDatabaseFiles,
  ...badEksFiles,
  ...badEksDatabaseFiles,
  ...badAksFiles,
  ...badAksDatabaseFiles,
];
