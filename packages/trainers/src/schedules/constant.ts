import { definePlugin, z } from "@infoplane/contracts";

export const constant = definePlugin({
  kind: "schedule",
  name: "constant",
  summary: "the optimizer's own rate throughout",
  options: z.strictObject({}),
  create: () => () => 1,
});
