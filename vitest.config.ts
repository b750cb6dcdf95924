import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The longest first, so that no core waits for them at the end: those of whole runs, then by size. */
class WholeRunsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const wholeRun = ({ project }: TestSpecification): number => (project.name === "test" ? 0 : 1);
    return (await super.sort(files)).sort((a, b) => wholeRun(a) - wholeRun(b));
  }
}

/** One more than there are cores, for some tests wait; by default Vitest leaves one free, which on two is half of them. */
export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: WholeRunsFirst },
    projects: ["packages/*/vitest.config.ts", "bench/vitest.config.ts", "test/vitest.config.ts"],
  },
});
