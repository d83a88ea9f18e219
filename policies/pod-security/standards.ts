/** The levels and versions of the Pod Security Standards. */

/** From the weakest to the strictest. */
export const levels = ["privileged", "baseline", "restricted"] as const;
export type Level = (typeof levels)[number];

/** The minor version that this pack knows best; later ones are judged by its rules. */
export const newestVersion = 37;

const pinned = /^v1\.(0|[1-9]\d*)$/;

export function isLevel(text: string): text is Level {
  return levels.some((each) => each === text);
}

/** True for `latest` and `v1.25`. */
export function isVersion(text: string): boolean {
  return text === "latest" || pinned.test(text);
}

/** The level that a label asks for: as in the API server, what is no level means the strictest. */
export function parseLevel(text: string): Level {
  return isLevel(text) ? text : "restricted";
}

/** The minor version that a label asks for; as in the API server, what is no version means the latest. */
export function parseVersion(text: string): number {
  const minor = pinned.exec(text)?.[1];
  return minor === undefined ? newestVersion : Math.min(Number(minor), newestVersion);
}

export function isBelow(one: Level, other: Level): boolean {
  return levels.indexOf(one) < levels.indexOf(other);
}

export function weakest(one: Level, other: Level): Level {
  return isBelow(one, other) ? one : other;
}

export function strictest(one: Level, other: Level): Level {
  return isBelow(one, other) ? other : one;
}
