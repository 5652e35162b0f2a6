import js from "@eslint/js";
import reactHooks from "eslint-plugin-react-hooks";
import { defineConfig, globalIgnores } from "eslint/config";
import globals from "globals";
import tseslint from "typescript-eslint";

const nodeWorkspaces = ["scripts", "sdk", "smart-meter", "indexer", "test"];
const tests = ["test/**/*.ts", "*/test/**/*.{ts,tsx}", "web/**/*.test.{ts,tsx}", "web/e2e/**/*.ts"];

export default defineConfig(
  globalIgnores(["**/dist/", "**/generated/", "artifacts/", "cache/", "coverage/", ".powerchain/", "deployments/"]),
  js.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      eqeqeq: "error",
      "max-lines": ["error", { max: 500, skipBlankLines: true, skipComments: true }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"] }],
    },
  },
  {
    // A function that does not fit a screen hides its steps. Tests and components are lists of cases and of markup.
    files: nodeWorkspaces.map((folder) => `${folder}/src/**/*.ts`),
    rules: { "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }] },
  },
  { files: ["web/**/*.{ts,tsx}"], extends: [reactHooks.configs.flat.recommended] },
  {
    // Contract handles of ethers and parsed answers are loosely typed in tests; a missing `await` stays an error.
    files: tests,
    rules: {
      "@typescript-eslint/no-explicit-any": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-call": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  { files: ["**/*.cjs"], languageOptions: { sourceType: "commonjs", globals: globals.node } },
  { files: ["**/*.{js,mjs}"], languageOptions: { globals: globals.node } },
  { files: ["web/public/**/*.js"], languageOptions: { globals: globals.browser } },
);
