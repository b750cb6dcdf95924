import { defineReporter, z, type Plugin, type RunView } from "@infoplane/contracts";

/** One line for each arm with its last value, as a message to colleagues would have it. */
export const digest = defineReporter({
  name: "digest",
  summary: "the last value of one quantity by arm, as a few lines of text",
  options: z.strictObject({
    quantity: z.string().default("accuracy").describe("what is told"),
  }),
  positional: ["quantity"],
  create: ({ quantity }) => ({
    // eslint-disable-next-line @typescript-eslint/require-await -- reporters that load what draws wait for it
    async *render(run) {
      const lines = run.experiment.arms.map(({ name }) => `${name}: ${lastMean(run, name, quantity)}`);
      yield { path: "digest.txt", content: `${quantity} of ${run.experiment.name}\n${lines.join("\n")}\n` };
    },
  }),
});

/** Mean over the seeds after the last epoch, on test data where the quantity tells them apart. */
function lastMean({ records }: RunView, arm: string, quantity: string): string {
  const own = records.filter((row) => row.arm === arm && row.quantity === quantity && row.split !== "train");
  const last = Math.max(...own.map(({ epoch }) => epoch));
  const values = own.flatMap(({ epoch, value }) => (epoch === last && value !== null ? [value] : []));
  if (values.length === 0) return "not measured";
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
}

export const plugins: Plugin[] = [digest];
