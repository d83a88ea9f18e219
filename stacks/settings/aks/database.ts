import { z } from "zod";
import { postgres } from "../../../components";
import { logRetentionSetting } from "../cluster";
import { databaseSetting } from "../database";
import { dnsLabel, flag, section, wholeNumber } from "../fields";
import { setting } from "../setting";
import { resourceGroupName } from "./shared";

const tier = setting(
  {
    description: "Machine of the server; a burstable one has no standby.",
    allowed: "a size of Flexible Server up to generation 5, such as Standard_D2ds_v5 or Standard_E4ds_v5",
  },
  z
    .string()
    .regex(/^Standard_(B\d+m?s|[DE]\d+(a?d)?s_v\d)$/)
    .default("Standard_D2ds_v5"),
);

const storage = section(
  "Storage in GiB; it grows by itself and never shrinks.",
  z
    .strictObject({
      initialGiB: wholeNumber(
        { description: "Storage to start with, in GiB: a size of Premium SSD." },
        { least: 32, most: 32767, usual: 128 },
      ),
      maximumGiB: wholeNumber(
        {
          description:
            "Storage beyond which it does not grow by itself, in GiB. Azure doubles a disk that fills up and takes no bound but its own.",
        },
        { least: 32, most: 32767, usual: 4095, note: ": 4095, or `initialGiB` to keep it from growing" },
      ),
    })
    .prefault({}),
);

/** PostgreSQL of a stack on Azure. */
export const aksDatabase = databaseSetting({
  versions: postgres.supported.aks,
  tier,
  storage,
  more: {
    logRetentionDays: logRetentionSetting(
      "the server, its audit log among them,",
      "30 to 730",
      z.int().min(30).max(730).default(90),
    ),
    highAvailabilityGranted: flag(
      {
        description:
          "Whether Azure has granted the subscription standbys in a region where it makes no new ones at present.",
      },
      false,
    ),
  },
  facts: {
    serverName: setting({ description: "Name of the server.", allowed: "a name" }, dnsLabel()),
    resourceGroup: setting({ description: "Resource group of the server.", allowed: "a name" }, resourceGroupName()),
  },
});
