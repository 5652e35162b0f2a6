// What hostile clients try: other people's data, other people's pages, slowness, size, and old sign-in messages.
import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, type Socket, connect } from "node:net";
import { expect } from "chai";
import { createApp } from "../src/api/app.ts";
import { Nonces } from "../src/api/auth.ts";
import type { Change, CommunityIndex } from "../src/follow/communityIndex.ts";
import { LiveHub } from "../src/live/hub.ts";
import { Served, walletAt } from "./helpers/served.ts";

describe("API against hostile clients", function () {
  this.timeout(240_000);
  let served: Served;
  const a = walletAt(0).address;

  before(async () => {
    served = await Served.start(1, 60);
  });
  after(() => served.stop());

  describe("signing in", () => {
    const signed = async (message: string) => ({ message, signature: await walletAt(0).signMessage(message) });

    it("gives no message for, and takes none from, a host that the operator does not name", async () => {
      const elsewhere = "http://elsewhere.example/v1/story";
      const got = await served.api.app.request(`${elsewhere}/sign-in?address=${a}`);
      expect(got.status).to.equal(403);
      // A page elsewhere that passes requests on as if they were its own visitors'.
      const { json } = await served.ask(`sign-in?address=${a}`);
      const body = JSON.stringify(await signed(json.message.replaceAll("localhost", "elsewhere.example")));
      const headers = { "content-type": "application/json" };
      const posted = await served.api.app.request(`${elsewhere}/sign-in`, { method: "POST", headers, body });
      expect(posted.status).to.equal(403);
    });

    it("lets the operator's own page in, whatever carries it here", async () => {
      served.api.server.origins.push("https://energy.example");
      const base = "http://energy.example/v1/story/sign-in"; // a proxy with a certificate is in front
      for (const headers of [new Headers(), new Headers({ origin: "https://energy.example" })]) {
        const message = await served.api.app.request(`${base}?address=${a}`, { headers });
        const text = ((await message.json()) as { message: string }).message;
        expect(text.startsWith("energy.example wants you to sign in")).to.equal(true);
        const body = JSON.stringify(await signed(text));
        headers.set("content-type", "application/json");
        const init = { method: "POST", headers, body };
        expect((await served.api.app.request(base, init)).status).to.equal(200);
      }
    });

    it("takes a message once, and not of another account, chain or host, nor one that it never gave", async () => {
      const { json } = await served.ask(`sign-in?address=${a}`);
      const post = async (message: string) => (await served.send("POST", "sign-in", await signed(message))).status;
      const changed: [string, string][] = [
        [json.nonce, "0".repeat(json.nonce.length)],
        [json.nonce, json.nonce.slice(0, -1) + (json.nonce.endsWith("0") ? "1" : "0")],
        [a, walletAt(1).address],
        ["Chain ID: ", "Chain ID: 1"],
        ["localhost wants", "127.0.0.1 wants"],
      ];
      for (const [from, to] of changed) expect(await post(json.message.replace(from, to)), to).to.equal(401);
      expect(await post(json.message)).to.equal(200);
      expect(await post(json.message)).to.equal(401);
    });

    it("keeps a message good while others ask for very many", () => {
      const nonces = new Nonces();
      const mine = nonces.give(1_000);
      for (let i = 0; i < 100_000; i++) nonces.give(1_001);
      expect(nonces.use(mine, 1_299)).to.equal(true);
      expect(nonces.use(mine, 1_299)).to.equal(false);
      expect(nonces.use(nonces.give(1_000), 1_301), "too late").to.equal(false);
      expect(new Nonces().use(nonces.give(1_000), 1_000), "of another process").to.equal(false);
    });
  });

  describe("another's objects", () => {
    it("are neither read, changed nor erased with a token of one's own", async () => {
      const b = walletAt(1).address.toLowerCase();
      const [ann, ben] = [await served.signIn(0), await served.signIn(1)];
      await served.send("PUT", `accounts/${b}/label`, { name: "Ben" }, ben);
      await served.send("PUT", `address-book/${a}`, { name: "Secret" }, ben);
      const authorization = `Bearer ${ann}`;
      for (const [method, path] of [
        ["DELETE", `accounts/${b}/label`],
        ["DELETE", `accounts/${b}/personal-data`],
        ["GET", `accounts/${b}/movements`],
        ["GET", `accounts/${b.toUpperCase().replace("0X", "0x")}/movements`],
        ["GET", `accounts/${b}/statements/2026-11?format=pdf`],
      ] as const) {
        expect((await served.ask(path, { method, headers: { authorization } })).status, `${method} ${path}`).to.equal(
          403,
        );
      }
      expect((await served.as(ann, "address-book")).json.items).to.deep.equal([]);
      expect(
        (await served.ask(`address-book/${a}`, { method: "DELETE", headers: { authorization } })).json,
      ).to.deep.equal({
        labels: 0,
        contacts: 0,
      });
      expect((await served.as(ben, "address-book")).json.items).to.have.length(1);
      expect((await served.ask(`accounts/${b}`)).json.label).to.equal("Ben");
    });
  });

  describe("a request", () => {
    it("counts for the address that a trusted proxy gives, whatever the client says before", async () => {
      const config = (await served.ask("/config.json")).json;
      const limit = { perSecond: 0.001, burst: 1 };
      const ask = async (trustProxy: boolean, ...lists: string[]): Promise<number[]> => {
        const app = createApp(served.api.server, { config, limit, trustProxy });
        const url = "http://localhost/v1/communities";
        const statuses: number[] = [];
        for (const list of lists)
          statuses.push((await app.request(url, { headers: { "x-forwarded-for": list } })).status);
        return statuses;
      };
      expect(await ask(true, "1.1.1.1, 9.9.9.9", "2.2.2.2, 9.9.9.9")).to.deep.equal([200, 429]);
      expect(await ask(true, "1.1.1.1, 8.8.8.8", "1.1.1.1, 9.9.9.9")).to.deep.equal([200, 200]);
      expect(await ask(false, "8.8.8.8", "9.9.9.9")).to.deep.equal([200, 429]);
    });

    it("never makes the server call an address that it names", async () => {
      let calls = 0;
      const trap = createServer((_, response) => {
        calls++;
        response.end();
      }).listen(0, "127.0.0.1");
      await once(trap, "listening");
      const url = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/`;
      const token = await served.signIn(0);
      const names = {
        host: new URL(url).host,
        origin: url,
        referer: url,
        "x-forwarded-host": url,
        forwarded: `host=${url}`,
      };
      for (const path of [
        `search?q=${url}`,
        `labels?search=${url}`,
        `market/trades?cursor=${url}`,
        "network",
        `transactions/${url}`,
      ]) {
        await served.ask(path, { headers: names });
      }
      await served.send("PUT", `accounts/${a}/label`, { name: url }, token);
      await served.send("PUT", `address-book/${a}`, { name: "x", note: url }, token);
      await served.send("POST", "relay", { transaction: url });
      await served.send("POST", "sign-in", { message: `${url} wants you`, signature: `0x${"1".repeat(130)}` });
      await served.as(token, `accounts/${a}/statements/2026-11?format=pdf`);
      await new Promise((resolve) => trap.close(resolve));
      expect(calls).to.equal(0);
    });

    it("is cut off when its head or its body does not come to an end", async () => {
      const head = "POST /v1/story/relay HTTP/1.1\r\nHost: localhost\r\n";
      const slow = [head, `${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n`];
      await Promise.all(
        slow.map(async (begun) => {
          const socket = dial(served);
          const drip = setInterval(() => socket.write("x"), 1_000);
          socket.write(begun);
          await new Promise((resolve) => socket.once("close", resolve));
          clearInterval(drip);
        }),
      );
    });

    it("of a client that sends in pieces without end is refused before all of it is taken", async () => {
      const socket = dial(served);
      let answer = "";
      socket.on("data", (chunk: Buffer) => (answer += chunk.toString()));
      socket.write(
        "POST /v1/story/relay HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
      );
      const piece = `10000\r\n${"x".repeat(65_536)}\r\n`;
      const pour = setInterval(() => socket.write(piece), 5);
      while (!answer.includes("\r\n\r\n") && !socket.destroyed) await new Promise((resolve) => setTimeout(resolve, 10));
      clearInterval(pour);
      socket.destroy();
      expect(answer).to.match(/^HTTP\/1\.1 413 /);
    });
  });

  describe("texts", () => {
    const texts = [
      ...["'; DROP TABLE contacts; --", "' OR '1'='1", '" UNION SELECT * FROM labels --', "\\'); VACUUM; --"],
      ...["<script>alert(1)</script>", "{{7*7}}", "$(reboot)"],
    ];

    it("are text to the database, whatever they say", async () => {
      const token = await served.signIn(0);
      const of = walletAt(2).address;
      for (const text of texts) {
        const name = text.replaceAll(/[<>]/g, "");
        expect((await served.send("PUT", `address-book/${of}`, { name, note: text }, token)).status).to.equal(200);
        const { items } = (await served.as(token, "address-book")).json as { items: { name: string; note: string }[] };
        expect(items.map((item) => [item.name, item.note])).to.deep.include([name, text]);
        const asked = encodeURIComponent(text);
        for (const path of [`search?q=${asked}`, `labels?search=${asked}`, `market/trades?cursor=${asked}`]) {
          const { status, text: answer } = await served.ask(path);
          expect(status, path).to.be.oneOf([200, 400]);
          expect(answer, path).not.to.contain("SQL");
        }
      }
      expect((await served.ask("network")).status).to.equal(200);
    });

    it("are no names where they look like a page's markup", async () => {
      const token = await served.signIn(0);
      const { status } = await served.send("PUT", `accounts/${a}/label`, { name: "<img src=x>" }, token);
      expect(status).to.equal(400);
    });

    it("reach a browser as JSON and nothing else", async () => {
      const { headers } = await served.ask(`search?q=${encodeURIComponent("<script>")}`);
      expect(headers.get("content-type")).to.match(/^application\/(problem\+)?json/);
      expect(headers.get("x-content-type-options")).to.equal("nosniff");
    });
  });

  describe("a live stream", () => {
    it("of a client that does not read is let go; of one that reads it stays", async () => {
      let tell: (change: Change) => void = () => undefined;
      const source = { chainHead: 1, onChange: (listener: typeof tell) => ((tell = listener), () => undefined) };
      const community = [...served.api.server.communities.values()][0]!;
      const { hub } = community;
      community.hub = new LiveHub(source as unknown as CommunityIndex);
      const [reading, idle] = [dial(served), dial(served)];
      reading.on("data", () => undefined);
      idle.pause();
      for (const socket of [reading, idle]) {
        socket.write("GET /v1/story/events?topics=blocks HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      while (community.hub.listeners < 2) await new Promise((resolve) => setTimeout(resolve, 10));
      const set = { changed: {}, removed: {}, added: {} };
      const cursor = { block: 1, hash: `0x${"1".repeat(64)}`, at: 1 };
      for (let i = 0; i < 5_000 && community.hub.listeners === 2; i++) {
        for (let k = 0; k < 100; k++) tell({ kind: "blocks", events: 0, set, cursor } as unknown as Change);
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      expect(community.hub.listeners).to.equal(1);
      expect(reading.destroyed).to.equal(false);
      community.hub = hub;
      for (const socket of [reading, idle]) socket.destroy();
    });

    it("is not opened when one address has very many already", async () => {
      const open = () => served.api.app.request("http://localhost/v1/story/events");
      const answers: Response[] = [];
      for (let i = 0; i < 200; i++) answers.push(await open());
      expect(new Set(answers.map(({ status }) => status))).to.deep.equal(new Set([200]));
      const refused = await open();
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get("retry-after"))).to.be.greaterThan(0);
      await Promise.all(answers.map(({ body }) => body!.cancel()));
      const again = await open();
      expect(again.status).to.equal(200);
      await again.body!.cancel();
    });
  });
});

function dial(served: Served): Socket {
  const socket = connect(Number(new URL(served.api.url).port), "127.0.0.1");
  socket.on("error", () => undefined);
  return socket;
}
