import { clusterOptions } from "./options";
import { Supervisor } from "./supervisor";

// The process of a supervisor: `up` starts it and goes.
void new Supervisor(clusterOptions.parse(JSON.parse(process.argv[2] ?? ""))).run();
