import type { Command } from "commander";
import type { VerifyFlags } from "../api/verify.ts";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("verify")
    .helpGroup(groups.community)
    .summary("is a statement true?")
    .description(
      "Holds a statement (PDF, CSV or JSON, or its printed code) against what the chain says, through a server of your choice:\nbest one that you run yourself.",
    )
    .option("--statement <file>", "the statement as it was downloaded")
    .option("--account <address>", "of a printed statement")
    .option("--month <month>", "of a printed statement, as 2026-02")
    .option("--code <code>", "of a printed statement")
    .option("--community <name>", "the community's name in the API (default: the file's, or the server's only one)")
    .option("--api <url>", "where an API of the community answers", "http://127.0.0.1:8090")
    .option("--json <file>", "write the results to a file")
    .action(async (flags: VerifyFlags) => {
      const { runVerify } = await import("../api/verify.ts");
      await runVerify(flags);
    });
  examples(command, {
    "verify --statement powerchain-demo-2026-02.pdf": "a file",
    "verify --account 0x7099…79c8 --month 2026-02 --code PC1-P5-4NS9-HVMV-XQSE-8B7G-2H6V": "as typed off paper",
  });
}
