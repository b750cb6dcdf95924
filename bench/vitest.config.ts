import { testConfig } from "../vitest.shared.ts";

export default testConfig(import.meta.dirname, { engine: true, include: ["**/*.test.ts"] });
