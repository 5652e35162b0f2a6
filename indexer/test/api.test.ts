import { readFileSync } from "node:fs";
import { expect } from "chai";
import { NoStatementError, identifyStatement } from "../src/statement/identify.ts";
import { Served, walletAt } from "./helpers/served.ts";

describe("API", function () {
  this.timeout(240_000);
  let served: Served;
  let ann: string; // a resident's token
  let ben: string;
  let month: string; // the story's last; it begins when the test does
  const a = walletAt(0).address.toLowerCase();
  const b = walletAt(1).address.toLowerCase();

  before(async () => {
    served = await Served.start(1, 300);
    [ann, ben] = [await served.signIn(0), await served.signIn(1)];
    month = [...served.api.server.communities.values()][0]!.calendar.nameOfMonth(served.index.cursor.at);
  });
  after(() => served.stop());

  describe("privacy", () => {
    const privatePaths = ["movements", "energy", "readings", "rank", "statements/2026-01"];

    for (const path of privatePaths) {
      it(`asks for a token for ${path}`, async () => {
        expect((await served.ask(`accounts/${a}/${path}`)).status).to.equal(401);
      });
    }

    it("shows an account's own readings, and another's to nobody else", async () => {
      for (const path of privatePaths)
        expect((await served.as(ann, `accounts/${a}/${path}`)).status, path).to.equal(200);
      for (const path of ["movements", "rank", "statements/2026-01"]) {
        expect((await served.as(ben, `accounts/${a}/${path}`)).status, path).to.equal(403);
      }
    });

    it("shows a storage provider what went through his units, and only that", async () => {
      const { units } = served.index.tables;
      const { rows } = served.index.tables.accounts;
      for (let i = 0; i < 6; i++) {
        const owner = walletAt(i).address.toLowerCase();
        const token = await served.signIn(i);
        const owned = [...units.rows.values()].filter((unit) => unit.owner === owner).map(({ unit }) => unit);
        for (const other of rows.keys()) {
          if (other === owner || owned.includes(other)) continue;
          const { status, json } = await served.as(token, `accounts/${other}/readings?limit=200`);
          expect(status).to.equal(owned.length > 0 ? 200 : 403);
          if (status === 200) for (const { unit } of json.items) expect(owned).to.include(unit);
        }
      }
    });

    it("refuses a token that was altered, and one of another community", async () => {
      expect((await served.as(`${ann}x`, `accounts/${a}/movements`)).status).to.equal(401);
      const [head, , tail] = ann.split(".");
      const forged = Buffer.from(JSON.stringify({ sub: b, aud: "story", exp: 9e9 })).toString("base64url");
      expect((await served.as(`${head}.${forged}.${tail}`, `accounts/${b}/movements`)).status).to.equal(401);
    });

    it("lets a message sign in once, unaltered, and by its account alone", async () => {
      const { json } = await served.ask(`sign-in?address=${a}`);
      const signature = await walletAt(0).signMessage(json.message);
      const wrong = await walletAt(1).signMessage(json.message);
      const post = (body: object) => served.send("POST", "sign-in", body);
      expect((await post({ message: json.message, signature: wrong })).status).to.equal(401);
      expect((await post({ message: json.message.replace("Story", "story"), signature })).status).to.equal(401);
      expect((await post({ message: json.message, signature })).status).to.equal(200);
      expect((await post({ message: json.message, signature })).status).to.equal(401);
    });

    it("hides readings in transactions from strangers", async () => {
      const [row] = await served.api.server.store.all<{ tx: string; resident: string }>(
        "SELECT tx, resident FROM readings WHERE kind = 'consumed' LIMIT 1",
      );
      const open = await served.ask(`transactions/${row!.tx}`);
      expect(open.json.input).to.equal(null);
      expect(open.json.events.some((event: { private: boolean }) => event.private)).to.equal(true);
      for (const event of open.json.events) if (event.private) expect(event.args).to.equal(null);
      const { items } = (await served.ask(`blocks/${open.json.block}`)).json;
      for (const item of [open.json, ...items]) {
        expect(Object.keys(item.args ?? {}))
          .to.not.include.members(["energyWh"])
          .and.not.include.members(["batches"]);
      }
    });

    it("tells how many readings a delivery holds, and what is in it to those who may see it", async () => {
      const [row] = await served.api.server.store.all<{ tx: string; unit: string }>(
        "SELECT tx, MAX(unit) AS unit FROM readings WHERE sequence > 0 GROUP BY tx HAVING COUNT(DISTINCT unit) = 1 LIMIT 1",
      );
      const open = await served.ask(`transactions/${row!.tx}`);
      expect(open.json).to.include({ command: "submitReports" });
      expect(Object.keys(open.json.args)).to.deep.equal(["readings", "units"]);
      expect(open.json.text).to.include(
        `delivers ${open.json.args.readings} signed readings of ${open.json.args.units} `,
      );
      const seen = await served.as(
        await served.signIn(served.story.accounts.indexOf(row!.unit)),
        `transactions/${row!.tx}`,
      );
      expect(JSON.parse(seen.json.args.batches)[0].unit.toLowerCase()).to.equal(row!.unit);
    });
  });

  describe("figures", () => {
    it("sums charts to what the ledger's readings say, to the unit, at every step", async () => {
      const { from, to } = await spanOfStory(served);
      const totals = new Set<string>();
      for (const step of ["quarter", "hour", "day", "week", "month"]) {
        const begin = step === "quarter" ? to - 2_900 * 900 : from;
        const { json, status } = await served.ask(`network/energy?step=${step}&from=${begin}&to=${to}`);
        if (status === 400) continue; // more points than one answer holds
        const sum = (field: string) => json.points.reduce((all: bigint, point: any) => all + BigInt(point[field]), 0n);
        for (const field of ["producedWh", "consumedWh", "mintedEnt", "burnedEnt", "providerEnt", "spentEur"]) {
          expect(String(sum(field)), `${step} ${field}`).to.equal(String(json.total[field]));
        }
        if (step !== "quarter") totals.add(JSON.stringify(json.total));
      }
      expect([...totals]).to.have.length(1);
    });

    it("gives from hours what single readings and trades give", async () => {
      const rows = await served.api.server.store.all<any>(
        "SELECT kind, energy_wh, covered_wh, lost_wh, minted, burned, provider FROM readings",
      );
      const sum = (of: (row: any) => bigint) => rows.reduce((all, row) => all + of(row), 0n);
      const { from, to } = await spanOfStory(served);
      const { json } = await served.ask(`network/energy?step=month&from=${from}&to=${to}`);
      expect(BigInt(json.total.producedWh)).to.equal(
        sum(({ kind, energy_wh }) => (kind === "produced" ? BigInt(energy_wh) : 0n)),
      );
      expect(BigInt(json.total.consumedWh)).to.equal(sum(({ covered_wh, lost_wh }) => BigInt(covered_wh + lost_wh)));
      expect(BigInt(json.total.mintedEnt)).to.equal(sum(({ minted }) => BigInt(minted)));
      expect(BigInt(json.total.burnedEnt)).to.equal(sum(({ burned }) => BigInt(burned)));
      expect(BigInt(json.total.providerEnt)).to.equal(sum(({ provider }) => BigInt(provider)));
    });

    it("gives statements in which opening and lines make the closing balance, that carry a code which verifies", async () => {
      for (const [account, token] of [
        [a, ann],
        [b, ben],
      ] as const) {
        const { json } = await served.as(token, `accounts/${account}/statements/${month}`);
        for (const name of ["ENT", "EUR"] as const) {
          const key = name === "ENT" ? "Ent" : "Eur";
          const lines = json.lines
            .filter(({ token: one }: any) => one === name)
            .reduce((all: bigint, line: any) => all + BigInt(line.amount), 0n);
          expect(BigInt(json.balances[`opening${key}`]) + lines).to.equal(BigInt(json.balances[`closing${key}`]));
        }
        const ask = async (query: string) => (await served.ask(`statements/verify?${query}`)).json.valid as boolean;
        expect(await ask(`account=${account}&month=${month}&code=${json.code}`)).to.equal(true);
        expect(await ask(`account=${account}&month=2020-01&code=${json.code}`)).to.equal(false);
        const altered = json.code.replace(/.$/, (last: string) => (last === "7" ? "8" : "7"));
        expect(await ask(`account=${account}&month=${month}&code=${altered}`)).to.equal(false);
      }
    });

    it("prints a statement as the same PDF each time", async () => {
      const get = async () => (await served.as(ann, `accounts/${a}/statements/${month}?format=pdf&language=el`)).text;
      const first = await get();
      expect(first.startsWith("%PDF-")).to.equal(true);
      expect(await get()).to.equal(first);
    });

    it("tells a statement's file from an altered one", async () => {
      for (const format of ["pdf", "csv", "json"]) {
        const url = `http://localhost/v1/story/accounts/${a}/statements/${month}?format=${format}`;
        const response = await served.api.app.request(url, { headers: { authorization: `Bearer ${ann}` } });
        const bytes = Buffer.from(await response.arrayBuffer());
        expect(await judge(bytes), format).to.equal("unaltered");
        const text = bytes.toString("latin1");
        const marks: Record<string, string> = { csv: "energy,produced,", json: '"producedWh":' };
        const changed = format === "pdf" ? `${text} ` : text.replace(marks[format]!, "$&9");
        expect(changed, format).to.not.equal(text);
        expect(await judge(Buffer.from(changed, "latin1")), format).to.equal("different");
      }
      expect(() => identifyStatement(Buffer.from("hello"))).to.throw(NoStatementError);
    });

    async function judge(file: Buffer): Promise<string> {
      const { community, account, month: said, code, sha256, consistent } = identifyStatement(file);
      expect([community, account, said]).to.deep.equal(["story", a, month]);
      const digest = sha256 === undefined ? "" : `&sha256=${sha256}`;
      const { json } = await served.ask(`statements/verify?account=${account}&month=${said}&code=${code}${digest}`);
      expect(json.valid).to.equal(true);
      if (sha256 === undefined) return consistent === true ? "unaltered" : "different";
      return json.file as string;
    }

    it("pages through a list without losing or repeating anything", async () => {
      const seen: string[] = [];
      let cursor = "";
      do {
        const { json } = await served.ask(`market/trades?limit=7${cursor}`);
        seen.push(...json.items.map(({ id }: { id: string }) => id));
        cursor = json.next === null ? "" : `&cursor=${json.next}`;
      } while (cursor !== "");
      const [row] = await served.api.server.store.all<{ count: number }>("SELECT COUNT(*) AS count FROM trades");
      expect(new Set(seen).size).to.equal(seen.length);
      expect(seen.length).to.equal(row!.count);
      expect(seen.length).to.be.greaterThan(14);
    });
  });

  describe("conventions", () => {
    it("answers 304 to an ETag while nothing changes", async () => {
      const first = await served.ask("market/depth");
      const again = await served.ask("market/depth", { headers: { "if-none-match": first.headers.get("etag")! } });
      expect(again.status).to.equal(304);
    });

    it("names every bad field at once, as a problem", async () => {
      const { status, json, headers } = await served.ask("market/trades?limit=0&nonsense=1");
      expect(status).to.equal(400);
      expect(headers.get("content-type")).to.contain("application/problem+json");
      expect(json.errors.map(({ field }: { field: string }) => field)).to.have.members(["limit", "nonsense"]);
    });

    it("refuses a cursor of another list", async () => {
      expect((await served.ask("market/trades?cursor=WyJhIl0")).status).to.equal(400);
      expect((await served.ask("market/trades?cursor=nonsense")).status).to.equal(400);
    });
  });

  describe("examples of docs/api.md", () => {
    const page = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
    const examples = [...page.matchAll(/^curl (.*)"\$API\/([^"]*)"/gm)].map(([, flags, path]) => ({ flags, path }));

    it("are ten for everyone, and more with a token", () => {
      expect(examples.filter(({ flags }) => !flags!.includes("$TOKEN"))).to.have.length(10);
      expect(examples.length).to.be.greaterThan(10);
    });

    it("are answered", async () => {
      for (const { flags, path } of examples) {
        const asked = path!.replace("$ACCOUNT", a);
        const headers: HeadersInit = flags!.includes("$TOKEN") ? { authorization: `Bearer ${ann}` } : {};
        const stop = new AbortController(); // live events never end by themselves
        const url = `http://localhost/v1/story/${asked}`;
        const answer = await served.api.app.request(url, { headers, signal: stop.signal });
        expect(answer.status, asked).to.equal(200);
        if (asked.startsWith("events")) await answer.body!.cancel();
        stop.abort();
      }
    });
  });

  describe("relay", () => {
    it("passes a signed transaction through the gateway, and asks the node for nothing", async () => {
      const community = [...served.api.server.communities.values()][0]!;
      const { gateway } = community;
      const asked: string[] = [];
      community.gateway = {
        request: ({ method }) => {
          asked.push(method);
          return Promise.resolve(`0x${"1".repeat(64)}`);
        },
      };
      const { chainId } = served.story.manifest;
      const fields = { type: 0, to: b, nonce: 0, gasPrice: 0, gasLimit: 21_000, chainId };
      const transaction = await walletAt(0).signTransaction(fields);
      const { json } = await served.send("POST", "relay", { transaction });
      expect(json).to.deep.equal({ hash: `0x${"1".repeat(64)}` });
      expect(asked).to.deep.equal(["eth_sendRawTransaction"]);
      community.gateway = gateway;
    });
  });

  describe("names", () => {
    it("lets one take a name that nobody has, and erases what it kept", async () => {
      expect((await served.send("PUT", `accounts/${a}/label`, { name: "Anna" }, ann)).status).to.equal(200);
      expect((await served.send("PUT", `accounts/${b}/label`, { name: "anna" }, ben)).status).to.equal(409);
      expect((await served.send("PUT", `accounts/${a}/label`, { name: "Eve" }, ben)).status).to.equal(403);
      await served.send("PUT", `address-book/${b}`, { name: "=Ben", note: 'says "hi", often' }, ann);
      const csv = (await served.as(ann, "address-book.csv")).text;
      const headers = { authorization: `Bearer ${ben}`, "content-type": "text/csv" };
      const taken = await served.ask("address-book.csv", { method: "POST", headers, body: csv });
      expect(taken.json).to.deep.equal({ imported: 1 });
      expect((await served.as(ben, "address-book")).json.items).to.deep.equal(
        (await served.as(ann, "address-book")).json.items,
      );
      const erased = await served.ask(`accounts/${a}/personal-data`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${ann}` },
      });
      expect(erased.json).to.deep.equal({ labels: 1, contacts: 1 });
      expect((await served.ask(`accounts/${a}`)).json.label).to.equal(null);
      expect((await served.as(ann, "address-book")).json.items).to.deep.equal([]);
    });
  });
});

async function spanOfStory(served: Served): Promise<{ from: number; to: number }> {
  const [row] = await served.api.server.store.all<{ least: number; most: number }>(
    "SELECT MIN(at) AS least, MAX(at) AS most FROM points",
  );
  const { calendar } = [...served.api.server.communities.values()][0]!;
  const from = calendar.startOf("month", row!.least);
  // Whole months and whole weeks alike: from far before to far behind.
  return { from, to: calendar.add("month", calendar.startOf("month", row!.most), 3) };
}
