import type { ServedKind } from "../cluster/kinds";
import type { KubernetesObject } from "../objects";
import type { Sorted } from "../record/ignored";
import type { VolumeSettings } from "../velero/choose";
import type { Backup, Location } from "../velero/types";
import type { Right } from "./rights";
import type { Storage } from "./volumes";

/** A part that could not be read, and why. */
export interface Unread {
  readonly why: string;
}

export interface Server {
  readonly url: string;
  readonly version: string;
  readonly user: string;
}

/** What is there of Velero, once its namespace is known. */
export interface VeleroState {
  readonly namespace: string;
  readonly deployment: boolean;
  readonly version: string | Unread;
  readonly locations: readonly Location[];
  /** The location of the new or the chosen backup. */
  readonly location: Location | undefined;
  /** The chosen backup or why there is none; undefined: a new one is made. */
  readonly backup: Backup | string | undefined;
  readonly volumes: VolumeSettings | undefined;
}

/** All that is looked at before anything is changed. */
export interface Situation {
  readonly server: Server;
  readonly kinds: readonly ServedKind[];
  /** API versions that could not be asked. */
  readonly unknownKinds: readonly string[];
  readonly missingKinds: readonly string[];
  /** Or why Velero's namespace is not known. */
  readonly velero: VeleroState | Unread;
  /** undefined: there is none. */
  readonly namespace: KubernetesObject | undefined;
  readonly objects: Sorted;
  readonly target: { readonly exists: boolean; readonly objects: readonly string[]; readonly terminating: boolean };
  readonly lackingRights: readonly Right[];
  readonly storage: Storage;
}
