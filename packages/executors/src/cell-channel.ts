import { z, type CellEvent } from "@infoplane/contracts";
import { cellStatusSchema as status, positionSchema as at } from "@infoplane/contracts/cell-status";

/** Environment variable with the channel's token; a cell's process removes it before it loads plugins. */
export const channelVariable = "INFOPLANE_CELL_CHANNEL";

/** What such a process sends. Plugin code may send messages too, but does not know the token. */
export interface CellMessage {
  readonly token: string;
  readonly event: CellEvent;
}

/** Including NaN and infinity, as losses can be either. */
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

/** The event in a message about this cell; undefined if the message did not come from Infoplane. */
export function eventIn(message: unknown, token: string, hash: string): CellEvent | undefined {
  const { data } = z.object({ token: z.literal(token), event }).safeParse(message);
  return data?.event.cell === hash ? (data.event as CellEvent) : undefined;
}
