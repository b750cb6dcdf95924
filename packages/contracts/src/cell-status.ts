import type { ZodType } from "zod";
import type { CellStatus } from "./cell.ts";
import { z } from "#zod";

/** Schema of a {@link Position}. */
export const positionSchema = z.object({ epoch: z.int().nonnegative(), step: z.int().nonnegative() });

/** Three centuries: only a damaged file says that a cell took longer. */
export const longestSeconds = 1e10;

/** Schema of a {@link CellStatus}, both as stored and as sent by a cell's process. */
export const cellStatusSchema: ZodType<CellStatus> = z.discriminatedUnion("state", [
  z.object({ state: z.literal("waiting") }),
  z.object({ state: z.literal("running"), at: positionSchema }),
  z.object({ state: z.literal("interrupted"), at: positionSchema }),
  z.object({ state: z.literal("done"), at: positionSchema, seconds: z.number().min(0).max(longestSeconds) }),
  z.object({
    state: z.literal("failed"),
    at: positionSchema,
    code: z.string(),
    message: z.string(),
    hint: z.string().exactOptional(),
    frame: z.string().exactOptional(),
  }),
]);
