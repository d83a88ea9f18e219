import { join } from "node:path";
import { serve } from "../shared/serve";
import { podSecurity } from "./pack";

serve(podSecurity, join(__dirname, ".."));
