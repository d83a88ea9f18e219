import { join } from "node:path";
import { serve } from "../shared/serve";
import { topologySpread } from "./pack";

serve(topologySpread, join(__dirname, ".."));
