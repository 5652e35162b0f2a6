import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { readExplained } from "../../src/audit/mutation/mutation.ts";
import { SWITCH, withAlive, withMutants } from "../../src/audit/mutation/schema.ts";
import { findMutants, type Mutant } from "../../src/audit/mutation/sites.ts";
import { compileSources, errorsOf } from "../../src/audit/solc.ts";
import { projectRoot } from "../../src/lib/paths.ts";

const SOURCE = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

contract Purse {
    uint256 private constant MOST = 9;
    uint256 public holds;
    event Filled(uint256 by);

    function fill(uint256 by) external {
        if (by > MOST || by == 0) revert();
        if (holds > 1) holds += by;
        else holds = by;
        emit Filled(by);
    }
}
`;

describe("mutants", () => {
  let mutants: Mutant[];

  before(() => {
    const { sources } = compileSources({ "Purse.sol": SOURCE }, { outputSelection: { "*": { "": ["ast"] } } });
    mutants = findMutants("Purse.sol", SOURCE, sources["Purse.sol"]!.ast).map((each, i) => ({ id: i + 1, ...each }));
  });

  it("change an operator, a comparison, a literal or a statement each, and no constant", () => {
    const changes = mutants.map(({ line, was, becomes }) => `${line}: ${was} → ${becomes}`);
    expect(changes.sort()).to.deep.equal(
      [
        "10: by > MOST || by == 0 → by > MOST && by == 0",
        "10: by > MOST → by >= MOST",
        "10: by > MOST → by <= MOST",
        "10: by == 0 → by != 0",
        "10: 0 → 0 + 1",
        "10: revert() → ",
        "11: holds > 1 → holds >= 1",
        "11: holds > 1 → holds <= 1",
        "11: 1 → 1 + 1",
        "11: holds += by → ",
        "11: holds += by → holds -= by;",
        "12: holds = by → ",
        "13: emit Filled(by) → ",
      ].sort(),
    );
  });

  it("stand together in one source that compiles", () => {
    const texts = { "Purse.sol": withMutants(SOURCE, mutants), "contracts/Mutant.sol": SWITCH };
    const output = compileSources(texts, { outputSelection: { "*": { "*": ["abi"] } } });
    expect(errorsOf(output).map(({ formattedMessage }) => formattedMessage)).to.deep.equal([]);
    for (const { id } of mutants) expect(texts["Purse.sol"].split(`mutant(${id})`)).to.have.length(2);
  });

  it("come to life by a constant in the compiled code, of the constructor as well", () => {
    const source = `pragma solidity 0.8.30; import {mutant} from "contracts/Mutant.sol"; contract Both { uint256 public seen = mutant(258) ? 1 : 2; function ask() external view returns (bool) { return mutant(258); } }`;
    const texts = { "Both.sol": source, "contracts/Mutant.sol": SWITCH };
    const outputs = ["evm.bytecode.object", "evm.deployedBytecode.object"];
    const { contracts } = compileSources(texts, {
      optimizer: { enabled: false },
      outputSelection: { "*": { "*": outputs } },
    });
    const { bytecode, deployedBytecode } = contracts!["Both.sol"]!["Both"]!.evm;
    const places = (code: string): number => code.split("0102").length - 1;
    for (const [code, times] of [
      [deployedBytecode.object, 1],
      [bytecode.object, 2],
    ] as const) {
      const alive = withAlive(code, 258);
      expect(alive).to.have.length(code.length);
      expect(places(alive) - places(code)).to.equal(times);
      expect(withAlive(alive, 0)).to.equal(code);
    }
  });

  it("are explained where no test notices them, by what stands in the contracts", () => {
    for (const { file, line, was } of readExplained()) {
      const lines = readFileSync(path.join(projectRoot, file), "utf8").split("\n");
      const first = was.split(" ").slice(0, 3).join(" "); // it may go on in the next line
      expect(lines.some((text) => text.includes(line) && text.includes(first))).to.equal(
        true,
        `${file}: ${line} ${was}`,
      );
    }
  });
});
