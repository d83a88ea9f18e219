import type { Subject } from "../behaviour";
import { text } from "../values";

/** Where a resource is: what its inputs or its provider say. */
export const project = (subject: Subject): string =>
  text(subject.inputs["project"]) ?? text(subject.provider["project"]) ?? "offline-project";

export const location = (subject: Subject): string =>
  text(subject.inputs["location"]) ?? text(subject.inputs["region"]) ?? text(subject.provider["region"]) ?? "global";
