import nx from "@nx/eslint-plugin";
import vitest from "@vitest/eslint-plugin";
import tseslint from "typescript-eslint";

/** Which packages a package may import: everything knows contracts; plugins know engine; runtime brings all together. */
const storing = ["type:contracts", "type:files"];
const plugin = ["type:contracts", "type:engine"];
const workings = ["contracts", "files", "core", "dsl", "engine", "analysis", "reporters", "executors"].map(
  (name) => `type:${name}`,
);
const boundaries = {
  "type:contracts": ["type:contracts"],
  "type:files": ["type:contracts"],
  "type:core": storing,
  "type:dsl": ["type:contracts"],
  "type:engine": storing,
  "type:data": [...storing, "type:engine"],
  "type:models": plugin,
  "type:dependence": plugin,
  "type:trainers": [...plugin, "type:models", "type:dependence"],
  "type:metrics": [...plugin, "type:dependence"],
  "type:analysis": ["type:contracts"],
  "type:reporters": [...storing, "type:analysis", "type:dsl"],
  "type:executors": storing,
  "type:runtime": [...workings, "type:data", "type:models", "type:dependence", "type:trainers", "type:metrics"],
  "type:app": [...workings, "type:runtime", "type:app"],
  "type:test": ["*"],
};

const ambient = [
  { object: "Math", property: "random", message: "Draw from a named stream of the run's seed." },
  { object: "Date", property: "now", message: "Take the clock from the context: results must not depend on it." },
];

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "**/runs/**", ".nx/**"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: {
          allowDefaultProject: ["*.js", "*.ts", "packages/*/*.config.ts"],
          maximumDefaultProjectFileMatchCount_THIS_WILL_SLOW_DOWN_LINTING: 40,
        },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "@nx": nx },
    rules: {
      "@nx/enforce-module-boundaries": [
        "error",
        {
          enforceBuildableLibDependency: false,
          // Zod, as each way of loading finds it.
          allow: ["#zod"],
          // run.ts loads the command line late, to hear of signals before; a plugin's create() loads the engine.
          checkDynamicDependenciesExceptions: ["@infoplane/cli", "@infoplane/engine"],
          depConstraints: Object.entries(boundaries).map(([sourceTag, onlyDependOnLibsWithTags]) => ({
            sourceTag,
            onlyDependOnLibsWithTags,
          })),
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "no-restricted-properties": ["error", ...ambient],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true } }],
    },
  },
  {
    files: ["packages/*/src/**"],
    ignores: ["**/*.test.ts", "**/src/test/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        { name: "zod", allowTypeImports: true, message: "Import z from @infoplane/contracts: it loads sooner." },
      ],
    },
  },
  {
    files: ["packages/{metrics,dependence}/src/**", "test/samples/**"],
    // The objective is part of a training step, which can't wait.
    ignores: ["**/*.test.ts", "**/src/test/**", "packages/dependence/src/objective/**"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "Identifier[name=/^(data|array|bytes|fromTensor)Sync$/]",
          message: "Read with `await tensor.data()`, `fromTensor` or `readAll`: not every engine reads synchronously.",
        },
      ],
    },
  },
  {
    files: ["**/*.test.ts", "**/src/test/**"],
    plugins: { vitest },
    rules: {
      "vitest/expect-expect": ["error", { assertFunctionNames: ["expect", "expect*", "assert*"] }],
      "vitest/no-focused-tests": "error",
      "vitest/no-disabled-tests": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
    },
  },
  {
    files: ["**/*.config.ts", "**/*.js", "*.ts"],
    ...tseslint.configs.disableTypeChecked,
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      "no-restricted-exports": "off",
      "@nx/enforce-module-boundaries": "off",
    },
  },
);
