import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { keccak256 } from "viem";
import { seeded } from "../../src/network/bench/run.ts";
import type { Check } from "../../src/replay/reconcile.ts";
import type { Books } from "../../src/soak/books.ts";
import { steadyClock } from "../../src/soak/clock.ts";
import { weatherOf } from "../../src/soak/life.ts";
import { drawMishap, mishapKinds } from "../../src/soak/mishaps.ts";
import { patientHttp } from "../../src/soak/patient.ts";
import { differing, promisesOf } from "../../src/soak/promises.ts";
import type { Lived, Soak } from "../../src/soak/run.ts";

const HOUR = 3_600_000;

describe("check all: faults that are drawn", () => {
  it("has each kind once before any comes again, and the same ones for the same seed", () => {
    const draw = (seed: number): string[] => {
      const random = seeded(seed);
      return Array.from({ length: 30 }, (_, i) => drawMishap(i, random, [3_000, 9_000])).map(
        ({ kind, lastsMs }) => `${kind} ${lastsMs}`,
      );
    };
    const kinds = draw(4).map((text) => text.replace(/ \d+$/, ""));
    expect(kinds.slice(0, mishapKinds.length)).to.have.members([...mishapKinds]);
    expect(draw(4)).to.deep.equal(draw(4));
    expect(draw(4)).to.not.deep.equal(draw(5));
  });

  it("are short in a short soak, and last up to a minute in a long one", () => {
    expect(weatherOf(0.1 * HOUR)).to.deep.equal({ lastsMs: [3_000, 6_000], peaceMs: [2_000, 6_000] });
    expect(weatherOf(2 * HOUR)).to.deep.equal({ lastsMs: [3_000, 60_000], peaceMs: [8_000, 45_000] });
  });
});

describe("check all: the clock of the homes", () => {
  it("gives every quarter-hour its seconds, none in the future, and none twice, also after a round that was held up", async () => {
    let wall = 1_000_001_000;
    const clock = steadyClock(3, () => wall);
    const seen: number[] = [];
    for (const held of [24, 100, 24]) {
      wall += held * 1000;
      seen.push(...(await clock.ends(0, 8)));
      expect(seen.at(-1)).to.be.at.most(wall / 1000);
    }
    expect(seen.every((end, i) => end % 3 === 0 && end - (seen[i - 1] ?? 0) >= 3)).to.equal(true);
    expect(await clock.horizon(0, 8)).to.be.greaterThan(wall / 1000 + 24);
  });
});

describe("check all: a resident's program", () => {
  let server: Server;
  let answers: { status?: number; body: object }[];
  let asked: string[];

  beforeEach(async () => {
    asked = [];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        asked.push((JSON.parse(body) as { method: string }).method);
        const answer = answers.shift();
        if (answer === undefined) return void request.socket.destroy();
        response.writeHead(answer.status ?? 200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id: 0, ...answer.body }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  afterEach(() => void server.close());

  const ask = async (method: string, params: unknown[] = []): Promise<unknown> => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return await patientHttp({ url }, 5_000)({}).request({ method, params } as never);
  };
  const away = { status: 503, body: { error: { code: -32_603, message: "does not answer just now" } } };

  it("asks again while the node is away, and has its answer in the end", async () => {
    answers = [away, { body: { result: "0x5" } }];
    expect(await ask("eth_blockNumber")).to.equal("0x5");
    expect(asked).to.have.length(2);
  });

  it("takes a transaction that arrived before its answer was lost for sent", async () => {
    answers = [away, { body: { error: { code: -32_000, message: "already known" } } }];
    expect(await ask("eth_sendRawTransaction", ["0x01"])).to.equal(keccak256("0x01"));
  });

  it("says what a node refuses, at once", async () => {
    answers = [{ body: { error: { code: -32_000, message: "nonce too low" } } }];
    const error = await ask("eth_sendRawTransaction", ["0x01"]).catch((reason: unknown) => reason);
    expect(String(error)).to.include("nonce too low");
    expect(asked).to.have.length(1);
  });
});

describe("check all: its verdict", () => {
  const same: Check = { name: "a", expected: 5n, found: 5n, unit: "Wh" };
  const books = (more: Partial<Books> = {}): Books => ({
    readings: [same],
    delivery: [same],
    transactions: [same],
    totals: [same],
    statements: [same],
    index: { blocks: 9, rows: 100, differences: [] },
    ...more,
  });
  const soak = {
    misfortune: { recoveries: [], mishaps: [{ kind: "kill the API", lastsMs: 1, seconds: 2, healed: true }] },
    around: { meter: { fell: 0 }, api: { fell: 0 } },
    meters: { readings: 3, pushedAgain: 0 },
    load: { settled: 4, resent: 0 },
  } as unknown as Soak;
  const lived = { seconds: 60, rounds: 2, trades: 1, level: true, drained: true, played: { refused: {} } } as Lived;
  const failed = (held: Books, life = lived): string[] =>
    promisesOf(soak, life, held)
      .filter(({ ok }) => !ok)
      .map(({ promise }) => promise);

  it("is good when all books are the same", () => {
    expect(failed(books())).to.deep.equal([]);
    expect(differing(books())).to.deep.equal([]);
  });

  for (const name of ["readings", "delivery", "transactions", "totals", "statements"] as const) {
    it(`fails for one Wh that ${name} have too much or too little, and says which`, () => {
      for (const found of [4n, 6n]) {
        const held = books({ [name]: [same, { ...same, name: "b", found }] });
        expect(failed(held)).to.have.length(1);
        expect(differing(held)).to.deep.equal([`b: 5 expected, ${found} found (Wh)`]);
      }
    });

    it(`fails when nothing was compared in ${name}`, () => {
      expect(failed(books({ [name]: [] }))).to.have.length(1);
    });
  }

  it("fails for an index that differs, what is not healed, what waits, and a day without trades", () => {
    expect(failed(books({ index: { blocks: 9, rows: 100, differences: ["x"] } }))).to.deep.equal([
      "The index is the chain",
    ]);
    expect(failed(books(), { ...lived, level: false, drained: false, trades: 0 })).to.have.length(3);
  });
});
