import { defineReporter, z } from "@infoplane/contracts";

/** Records as event files of TensorBoard. The writer is loaded when a report is rendered. */
export const tensorboard = defineReporter({
  name: "tensorboard",
  summary: "records as TensorBoard event files: a run for each arm and seed, a tag for each quantity, split and block",
  options: z.strictObject({
    axis: z.enum(["epoch", "step"]).default("epoch").describe("what TensorBoard's steps count"),
  }),
  create: ({ axis }) => ({
    async *render(run) {
      const { renderEvents } = await import("./render-events.ts");
      yield* renderEvents(run, axis);
    },
  }),
});
