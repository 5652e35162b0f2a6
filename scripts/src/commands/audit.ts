import type { Command } from "commander";
import type { AuditOptions } from "../audit/audit.ts";
import { examples, groups } from "../lib/help.ts";
import { parseWhole } from "../lib/options.ts";

const whole = (least: number, most: number) => (text: string) => parseWhole(text, least, most);

export function register(program: Command): void {
  const command = program
    .command("audit")
    .helpGroup(groups.measure)
    .summary("what the product promises of itself, with evidence and figures")
    .description(
      `Prints one table: promise, evidence, figure. Parts:
  slither       static analysis; what stands of high or medium impact is explained in contracts/slither.yaml
  dependencies  origin, licences, install scripts, known vulnerabilities
  access        who may call what (docs/access.md) is what the tests test
  proofs        properties of the libraries, proved for all values by solc's SMTChecker; each refuted with a mutant
  coverage      lines of the contracts that the tests reach (long)
  invariants    what must hold after whatever anybody does, in many random sequences (long)
  mutation      whether tests notice when the contracts are changed (long)
  cores         the same of the pure parts of sdk, meter and index, by Stryker (long)
Without a part: the first four. "all": all of them.`,
    )
    .argument("[parts...]", "which parts")
    .option("--json <file>", "write the results to a file")
    .option("--runs <number>", "invariants: random sequences of 64 acts", whole(1, 1_000_000), 1_000)
    .option("--sample <number>", "mutation: mutants of each source; 0: all", whole(0, 10_000), 20)
    .option("--source <text>", "mutation: only sources whose path has this in it; cores: sdk, meter or indexer")
    .option("--seed <number>", "invariants, mutation: what is drawn", whole(0, 2 ** 31 - 1), 1)
    .option("--jobs <number>", "mutation: workers beside each other", whole(1, 64), 1)
    .option("--write", "access: renew the table in docs/access.md")
    .action(async (parts: string[], options: AuditOptions) => {
      const { audit } = await import("../audit/audit.ts");
      await audit(parts, options);
    });
  examples(command, {
    audit: "the quick parts",
    "audit proofs slither --json audit.json": "two of them, as a file too",
    "audit mutation --sample 40 --seed 7 --jobs 2": "forty mutants of each source",
    "audit mutation --sample 0 --source libraries": "all mutants of the libraries",
  });
}
