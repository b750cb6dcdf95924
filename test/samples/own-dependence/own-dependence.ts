import { defineMetric, z, type Measurement, type Plugin } from "@infoplane/contracts";

/**
 * How much more a block's output depends on the label than on the input: the difference of their corrected nHSIC, each 0 at
 * chance and 1 at most. Null where one of them is.
 */
export const labelOverInput = defineMetric({
  name: "label-over-input",
  summary: "corrected nHSIC of each block's output with the label, minus that with the input",
  options: z.strictObject({
    eps: z.number().positive().default(1e-3).describe("regularisation of nHSIC"),
  }),
  positional: ["eps"],
  needs: "probe",
  columns: ["with_x", "with_y"],
  records: () => ({ per: "block" }),
  create: (options, { dependence }) => ({
    async measure({ x, y, blocks }) {
      const found: Measurement[] = [];
      for (const output of blocks) {
        const { corrected: withX = null } = await dependence.nhsic(x, output, options);
        const { corrected: withY = null } = await dependence.nhsic(y, output, options);
        const value = (withY ?? NaN) - (withX ?? NaN);
        found.push({ value, with_x: withX, with_y: withY, block: output.block ?? "", depth: output.depth ?? 0 });
      }
      return found;
    },
  }),
});

export const plugins: Plugin[] = [labelOverInput];
