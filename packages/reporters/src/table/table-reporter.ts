import { defineReporter, z } from "@infoplane/contracts";

/** Final values and nHSIC as Markdown and CSV, and all records as CSV. The writers are loaded for rendering. */
export const table = defineReporter({
  name: "table",
  summary: "final values and nHSIC by arm as Markdown and CSV, and all records as CSV",
  options: z.strictObject({}),
  create: () => ({
    async *render(run) {
      const { renderTables } = await import("./render-tables.ts");
      yield* renderTables(run);
    },
  }),
});
