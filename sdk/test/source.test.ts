import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { abiSource } from "../tools/abiSource.ts";

const source = path.resolve(import.meta.dirname, "../src");
const root = path.resolve(import.meta.dirname, "../..");

describe("sdk sources", () => {
  it("run in a browser: nothing of Node is imported or touched", () => {
    for (const file of globSync("**/*.ts", { cwd: source })) {
      const text = readFileSync(path.join(source, file), "utf8");
      expect(text, file).not.to.match(/from "node:|import\("node:|\bprocess\.|\bBuffer\b|\brequire\(/);
    }
  });

  it("carry the ABIs of the contracts as they are compiled now", () => {
    const committed = readFileSync(path.join(source, "generated/abi.ts"), "utf8");
    expect(committed === abiSource(path.join(root, "artifacts")), "run: node sdk/tools/generateAbi.ts").to.equal(true);
  });
});
