import { defineSchedule, z } from "@infoplane/contracts";

export const constant = defineSchedule({
  name: "constant",
  summary: "the optimizer's own rate throughout",
  options: z.strictObject({}),
  create: () => () => 1,
});
