import { existsSync } from "node:fs";
import path from "node:path";
import { ensureFolder, projectRoot, stateFolder } from "../lib/paths.ts";

export interface LintTool {
  name: string;
  /** What it checks, for the help. */
  checks: string;
  /** Program of node_modules/.bin (or node itself) and its arguments; several are run one after the other. */
  commands: (fix: boolean) => string[][];
}

const cache = (name: string): string => path.join(ensureFolder(path.join(stateFolder, "lint")), name);

export const lintTools: LintTool[] = [
  {
    name: "compile",
    checks: "the contracts compile, and the sdk has their ABI",
    commands: (fix) => [
      ["hardhat", "build"],
      ["node", "sdk/tools/generateAbi.ts", ...(fix ? [] : ["--check"])],
    ],
  },
  {
    name: "lockfile",
    checks: "package-lock.json is good for every platform",
    commands: (fix) => [["node", "scripts/src/lint/checkLockFile.ts", ...(fix ? ["--fix"] : [])]],
  },
  { name: "types", checks: "TypeScript, strict", commands: () => typeChecks() },
  {
    name: "eslint",
    checks: "TypeScript style, and promises that nobody awaits",
    commands: (fix) => [
      [
        "eslint",
        ".",
        "--max-warnings=0",
        "--cache",
        "--cache-location",
        cache("eslint.json"),
        ...(fix ? ["--fix"] : []),
      ],
    ],
  },
  {
    name: "prettier",
    checks: "format of TypeScript, Solidity, JSON, HTML and CSS",
    commands: (fix) => [
      [
        "prettier",
        ".",
        fix ? "--write" : "--check",
        "--log-level=warn",
        "--cache",
        "--cache-location",
        cache("prettier.json"),
      ],
    ],
  },
  {
    name: "solhint",
    checks: "Solidity style",
    commands: (fix) => [solhint("contracts", ".solhint.json", fix), solhint("test", "test/.solhint.json", fix)],
  },
  {
    name: "knip",
    checks: "files, exports and dependencies that nobody uses",
    commands: () => [["knip", "--no-progress", "--cache", "--cache-location", cache("knip")]],
  },
];

function solhint(folder: string, config: string, fix: boolean): string[] {
  const fixing = fix ? ["--fix", "--noPrompt"] : [];
  return ["solhint", "--disc", "--max-warnings=0", "--config", config, ...fixing, `${folder}/**/*.sol`];
}

function typeChecks(): string[][] {
  const projects = ["tsconfig.json", "web/tsconfig.json"].filter((file) => existsSync(path.join(projectRoot, file)));
  return projects.map((file) => {
    const info = cache(`${file.replaceAll("/", "-")}.tsbuildinfo`);
    return ["tsc", "--noEmit", "--incremental", "--tsBuildInfoFile", info, "--project", file];
  });
}
