import { join } from "node:path";
import { serve } from "../shared/serve";
import { quotas } from "./pack";

serve(quotas, join(__dirname, ".."));
