import { z, type CellEvent } from "@infoplane/contracts";
import { cellStatusSchema as status, positionSchema as at } from "@infoplane/contracts/cell-status";

/** Through which variable a process of one cell is told the token of its channel. It takes it out before it loads plugins. */
export const channelVariable = "INFOPLANE_CELL_CHANNEL";

/** What such a process sends. Code of plugins may send as well, and does not know the token. */
export interface CellMessage {
  readonly token: string;
  readonly event: CellEvent;
}

/** NaN and infinite too: losses are. */
const number = z.custom<number>((value) => typeof value === "number");
const [cell, text] = [z.string(), z.string()];

const event = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("start"),
    cell,
    arm: text,
    seed: number,
    at,
    stepsPerEpoch: number,
    epochs: number,
  }),
  z.object({ kind: z.literal("step"), cell, at, loss: number }),
  z.object({
    kind: z.literal("measured"),
    cell,
    at,
    accuracy: number.optional(),
    loss: number.optional(),
  }),
  z.object({ kind: z.literal("note"), cell, message: text }),
  z.object({ kind: z.literal("doing"), cell, what: text }),
  z.object({ kind: z.literal("end"), cell, status }),
]);

/** What a message says of this cell; undefined of one that did not come from Infoplane. */
export function eventIn(message: unknown, token: string, hash: string): CellEvent | undefined {
  const { data } = z.object({ token: z.literal(token), event }).safeParse(message);
  return data?.event.cell === hash ? (data.event as CellEvent) : undefined;
}
