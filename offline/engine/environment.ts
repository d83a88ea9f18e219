/** Environment variables: those of this process, or those that a caller has put in their place. */
export type Environment = Readonly<Record<string, string | undefined>>;
