import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { stringify, parse } from "yaml";
import type { Sample } from "../src/reading/types.ts";
import { parseConfig } from "../src/service/config.ts";
import { makeSource } from "../src/service/sources.ts";
import { csvSource } from "../src/source/csv.ts";
import { loadSource } from "../src/source/module.ts";
import { pushSource, readPush } from "../src/source/push.ts";
import { listen } from "./support/samples.ts";

const PAGE = readFileSync(path.join(import.meta.dirname, "../../docs/meters.md"), "utf8");
const blocks = (language: string): string[] =>
  [...PAGE.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map((match) => match[1] as string);

const UNIT = `0x${"a1".repeat(20)}`;
const base = {
  chain: { rpc: "http://127.0.0.1:8545", manifest: "m.json" },
  sender: "s.json",
  units: [{ key: "u.json" }],
  channels: ["solar", "kitchen"]
    .map((id) => ({ id, unit: UNIT, kind: "produced", resident: UNIT }))
    .concat({ id: "charge", unit: UNIT, kind: "actual" } as never),
};

describe("parseConfig", () => {
  it("takes every source that docs/meters.md shows", () => {
    const shown = blocks("yaml").flatMap((text) => {
      const trimmed = text.replace(/^ {2}(?=- | {2})/gm, "").replace(/^ {4}- \{ format/, "- { format");
      const value = parse(text.startsWith("sources:") ? text : trimmed) as unknown;
      const list = (value as { sources?: unknown[] }).sources ?? value;
      return Array.isArray(list) ? (list as Record<string, unknown>[]) : [];
    });
    const sources = shown.filter((one) => "type" in one);
    expect(sources.map(({ type }) => type)).to.deep.equal(["mqtt", "p1", "sunspec", "module"]);
    const topics = shown.filter((one) => "format" in one);
    expect(topics.map(({ format }) => format)).to.deep.equal(["statestream"]);
    (sources[0] as { topics: unknown[] }).topics.push(...topics);
    expect(parseConfig(stringify({ ...base, sources }), "meter.yaml").sources).to.have.length(4);
  });

  it("reports every bad key together, with what would be right", () => {
    const sources = [
      { type: "push", name: "a" },
      { type: "push", name: "a" },
      { type: "p1", name: "p", importChannel: "nowhere", device: "/dev/x" },
    ];
    const bad = () => parseConfig(stringify({ ...base, sources }), "meter.yaml");
    expect(bad).to.throw(/has 2 faults:\s+sources: "a" is there twice\s+sources\.p: there is no channel "nowhere"/);
    expect(() =>
      parseConfig(stringify({ ...base, chain: { rpc: "x", manifest: "m" }, sources: [], typo: 1 }), "meter.yaml"),
    ).to.throw(/chain\.rpc: begins with http/);
    expect(() => parseConfig("a: [", "meter.yaml")).to.throw("meter.yaml is not YAML");
  });
});

describe("a source of one's own", () => {
  const [code] = blocks("js") as [string];
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), "powerchain-source-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is at most 30 lines, and works as docs/meters.md shows it", async () => {
    expect(code.trim().split("\n").length).to.be.at.most(30);
    const file = path.join(folder, "my-source.js");
    writeFileSync(file, code);
    let answer = '{ "totalWh": 1500 }';
    const server = createServer((_, response) => response.end(answer));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const options = { url, channel: "kitchen", seconds: 0.02 };
    const heard = listen(await makeSource({ type: "module", name: "mine", path: file, options }));
    await heard.until(() => heard.samples.length > 1);
    expect(heard.samples[0]).to.include({ type: "register", channel: "kitchen", microWh: 1_500_000_000n });
    answer = "rubbish";
    await heard.until(() => heard.notices.some(({ kind }) => kind === "malformed"));
    expect(heard.state.connected).to.equal(false);
    answer = '{ "totalWh": 1600 }';
    await heard.until(() => heard.samples.some(({ microWh }) => microWh === 1_600_000_000n));
    await heard.stop();
    await new Promise((resolve) => server.close(resolve));
  }).timeout(20_000);

  it("says when the file is not there, or makes none", async () => {
    const file = path.join(folder, "empty.js");
    writeFileSync(file, "export const nothing = 1;");
    const fault = async (at: string) =>
      await loadSource({ name: "x", path: at, options: {} }).then(
        () => "",
        (error: Error) => error.message,
      );
    expect(await fault(file)).to.include("makes no source");
    expect(await fault(path.join(folder, "gone.js"))).to.include("There is no file");
  });
});

describe("csvSource", () => {
  it("reads plain and HAMLET's files together, in the order of time, and goes on from its place", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "powerchain-csv-"));
    const [plain, hamlet] = [path.join(folder, "a.csv"), path.join(folder, "b.csv")];
    writeFileSync(plain, "time,channel,register_kwh\n1613344500,solar,1.5\n2021-02-14T23:30:00Z,solar,1.75\n");
    writeFileSync(hamlet, "timestamp,electricity\n1613343600,400\n1613344500,800\n");
    const files = [
      { path: plain, format: "plain" as const },
      { path: hamlet, format: "hamlet" as const, channel: "kitchen" },
    ];
    const heard = listen(csvSource("files", files));
    await heard.done;
    const said = heard.samples.map(({ type, channel, at, microWh }: Sample) => [type, channel, at, microWh]);
    expect(said).to.deep.equal([
      ["register", "solar", 1_613_344_500, 1_500_000_000n],
      ["interval", "kitchen", 1_613_344_500, 100_000_000n],
      ["register", "solar", 1_613_345_400, 1_750_000_000n],
      ["interval", "kitchen", 1_613_345_400, 200_000_000n],
    ]);
    const again = listen(csvSource("files", files), { place: heard.state.place });
    await again.done;
    expect(again.samples).to.deep.equal([]);
    rmSync(folder, { recursive: true });
  });
});

describe("pushSource", () => {
  it("answers when the readings are on the disk, and refuses what it cannot read", async () => {
    const source = pushSource("own");
    const heard = listen(source);
    await heard.until(() => heard.state.connected);
    expect(
      await source.push([
        { channel: "kitchen", registerKwh: "1234.567" },
        { channel: "solar", wh: 5, at: "2026-01-01T00:15:00Z" },
      ]),
    ).to.equal(2);
    expect(heard.samples.map(({ microWh }) => microWh)).to.deep.equal([1_234_567_000_000n, 5_000_000n]);
    expect(() => readPush([{ channel: "kitchen", wh: 1, levelKwh: 2 }], 0)).to.throw();
    expect(() => readPush([{ channel: "kitchen", wh: "-1" }], 0)).to.throw(/is no energy/);
    await heard.stop();
  });
});
