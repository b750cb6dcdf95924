import { z, type CellStatus } from "@infoplane/contracts";
import type { ZodType } from "zod";

const at = z.object({ epoch: z.int().nonnegative(), step: z.int().nonnegative() });

/** `status.json`. */
export const statusSchema: ZodType<CellStatus> = z.discriminatedUnion("state", [
  z.object({ state: z.literal("waiting") }),
  z.object({ state: z.literal("running"), at }),
  z.object({ state: z.literal("interrupted"), at }),
  z.object({ state: z.literal("done"), at, seconds: z.number() }),
  z.object({
    state: z.literal("failed"),
    at,
    code: z.string(),
    message: z.string(),
    hint: z.string().exactOptional(),
    frame: z.string().exactOptional(),
  }),
]);
