import type { KnipConfig } from "knip";

const tests = ["src/**/*.{test,spec}.ts", "src/**/messages.examples.ts"];

/**
 * What is dead: files, exports and dependencies; and circles of imports at run time (those of types alone are none). What a
 * package exports by its `exports` is its public face, whoever uses it.
 */
export default {
  include: ["cycles", "files", "dependencies", "unlisted", "unresolved", "exports", "types", "duplicates"],
  rules: { cycles: "error" },
  workspaces: {
    ".": {
      entry: [
        "run.ts",
        "scripts/*.ts",
        "bench/**/*.ts",
        "test/**/*.{test,spec}.ts",
        "test/{torture,damage,fuzz,scale}/*.ts",
        "test/{readers,samples}/**/*.ts",
        // Loaded into other processes, by its path.
        "test/support/lethal.ts",
      ],
      project: ["*.ts", "{scripts,bench,test}/**/*.ts"],
      // A peer of Nx's rules for ESLint; axe-core and the font are found by their path.
      ignoreDependencies: ["@nx/js", "axe-core"],
    },
    "packages/*": { entry: [...tests, "src/**/test/*.ts"], project: ["src/**/*.{ts,js}"] },
    "packages/reporters": {
      entry: [...tests, "src/**/test/*.ts"],
      project: ["src/**/*.{ts,js}"],
      ignoreDependencies: ["dejavu-fonts-ttf"],
    },
  },
} satisfies KnipConfig;
