import { createHash } from "node:crypto";
import { buildStatement } from "../../statement/build.ts";
import { readCode } from "../../statement/code.ts";
import { statementCsv } from "../../statement/csv.ts";
import { statementPdf } from "../../statement/pdf.ts";
import { type StatementLanguage, statementWords } from "../../statement/words.ts";
import type { App, Community, Server } from "../context.ts";
import { ApiProblem } from "../problem.ts";
import * as routes from "../routes/statements.ts";
import type { Statement, Verified } from "../types.ts";
import { requireOwn } from "./access.ts";

export function statementRoutes(app: App, server: Server): void {
  app.openapi(routes.statement, async (c) => {
    const community = c.get("community");
    const { address: account, month } = c.req.valid("param");
    const { format, language } = c.req.valid("query");
    requireOwn(c, account);
    const { block, hash, at } = community.follower.index.cursor;
    if (community.calendar.month(month).from > at) {
      throw new ApiProblem(
        404,
        `The month ${month} has not begun.`,
        `The latest is ${community.calendar.nameOfMonth(at)}.`,
      );
    }
    const statement = await buildStatement(server, community, { account, month, asOf: { block, hash, at } });
    if (format === "json") return c.json(statement, 200);
    const file = `attachment; filename="powerchain-${community.name}-${month}.${format}"`;
    if (format === "csv") {
      return c.text(statementCsv(statement), 200, {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": file,
      });
    }
    const pdf = await statementPdf(statement, { language, nameOf: (address) => community.names.who(address) });
    return c.body(new Uint8Array(pdf).buffer, 200, {
      "content-type": "application/pdf",
      "content-disposition": file,
    });
  });
  app.openapi(routes.verify, async (c) =>
    c.json(await verifyStatement(server, c.get("community"), c.req.valid("query")), 200),
  );
}

interface Printed {
  account: string;
  month: string;
  code: string;
  sha256?: string | undefined;
}

/** Makes the statement of that account, month and block again, and compares the codes (and the file, if one is given). */
async function verifyStatement(server: Server, community: Community, printed: Printed): Promise<Verified> {
  const { account, month, sha256 } = printed;
  const invalid = (reason: string): Verified => ({ valid: false, file: null, reason });
  const read = readCode(printed.code);
  if (read === undefined) return invalid("This is no verification code: a letter is missing or mistaken.");
  const { index } = community.follower;
  if (read.block > index.cursor.block)
    return invalid(`The code is of block ${read.block}, which this chain has not reached.`);
  const header = await index.reader.header(read.block).catch(() => null);
  if (header === null)
    throw new ApiProblem(503, "The chain's node does not answer just now.", "Try again in a moment.");
  const asOf = { block: read.block, hash: header.hash, at: Number(header.timestamp) };
  const statement = await buildStatement(server, community, { account, month, asOf });
  if (statement.code !== read.code)
    return invalid("The chain says something else: account, month, code or a figure was changed.");
  const file = sha256 === undefined ? null : (await isOurs(community, statement, sha256)) ? "unaltered" : "different";
  return { valid: true, file, reason: `The figures behind this code are what the chain holds at block ${read.block}.` };
}

/** Whether a file has the bytes of one that this server makes of the statement, in any language. */
async function isOurs(community: Community, statement: Statement, sha256: string): Promise<boolean> {
  const digest = (bytes: Uint8Array | string): string => createHash("sha256").update(bytes).digest("hex");
  if (digest(statementCsv(statement)) === sha256) return true;
  for (const language of Object.keys(statementWords) as StatementLanguage[]) {
    const pdf = await statementPdf(statement, { language, nameOf: (address) => community.names.who(address) });
    if (digest(pdf) === sha256) return true;
  }
  return false;
}
