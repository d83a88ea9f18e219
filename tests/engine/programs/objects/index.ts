import { make } from "./program";

make(process.env);
