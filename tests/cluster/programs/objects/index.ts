import { make } from "./program";

export const { ids } = make(process.env);
