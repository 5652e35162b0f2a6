import type { Command } from "commander";
import type { VerifyFlags } from "../api/verify.ts";
import type { EvidenceFlags } from "../evidence/verify.ts";
import { examples, groups } from "../lib/help.ts";

export function register(program: Command): void {
  const command = program
    .command("verify")
    .helpGroup(groups.community)
    .summary("is a statement true, and is each Wh on it signed and paid?")
    .description(
      "Holds a statement (PDF, CSV or JSON, or its printed code) against what the chain says, through a server of your choice:\nbest one that you run yourself. With --resident it asks a node itself: for each Wh the signed reading, whether the unit's key\nsigned it, the transaction, and the session and trade that paid for it. What does not add up is said, and fails the command.",
    )
    .option("--statement <file>", "the statement as it was downloaded")
    .option("--account <address>", "of a printed statement")
    .option("--month <month>", "of a printed statement, as 2026-02")
    .option("--code <code>", "of a printed statement")
    .option("--community <name>", "the community's name in the API (default: the file's, or the server's only one)")
    .option("--api <url>", "where an API of the community answers", "http://127.0.0.1:8090")
    .option("--resident <account>", "instead of a statement: hold every reading of a resident against its signature")
    .option("--from <time>", "of the readings' interval ends, as 2026-02-01 (UTC) or 2026-02-01T12:00:00Z")
    .option("--to <time>", "the last one")
    .option("-n, --network <name>", "with --resident: the network, or the URL of a node", "geth")
    .option("--manifest <file>", "with --resident: of a community that is not the network's own")
    .option("--json <file>", "write the results to a file")
    .action(async (flags: VerifyFlags & Partial<EvidenceFlags>) => {
      if (flags.resident !== undefined) {
        const { verifyResident } = await import("../evidence/verify.ts");
        return await verifyResident(flags as EvidenceFlags);
      }
      const { runVerify } = await import("../api/verify.ts");
      await runVerify(flags);
    });
  examples(command, {
    "verify --statement powerchain-demo-2026-02.pdf": "a file",
    "verify --resident A --from 2026-02-01 --to 2026-03-01": "each Wh of a resident, by a node",
    "verify --account 0x7099…79c8 --month 2026-02 --code PC1-P5-4NS9-HVMV-XQSE-8B7G-2H6V": "as typed off paper",
  });
}
