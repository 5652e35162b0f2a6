import { createServer, type Server, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../src/errors.ts";
import { crc16, parseTelegram, TelegramReader } from "../src/source/p1.ts";
import { p1Source } from "../src/source/p1Source.ts";
import { listen } from "./support/samples.ts";

const body = (lines: string[]) => `/KFM5KAIFA-METER\r\n\r\n${lines.join("\r\n")}\r\n!`;
const signed = (text: string) =>
  `${text}${crc16(Buffer.from(text, "latin1")).toString(16).toUpperCase().padStart(4, "0")}\r\n`;
const LINES = [
  "1-3:0.2.8(50)",
  "0-0:1.0.0(230415093000S)",
  "0-0:96.1.1(4530303033)",
  "1-0:1.8.1(001234.567*kWh)",
  "1-0:1.8.2(000100.001*kWh)",
  "1-0:2.8.1(000020.500*kWh)",
  "1-0:2.8.2(000000.250*kWh)",
];
const telegram = (lines = LINES) => Buffer.from(signed(body(lines)), "latin1");

describe("crc16", () => {
  it("has the check value of CRC-16/ARC", () => {
    expect(crc16(Buffer.from("123456789"))).to.equal(0xbb3d);
  });
});

describe("parseTelegram", () => {
  it("adds the tariffs up, and reads clock and serial number", () => {
    expect(parseTelegram(telegram())).to.deep.equal({
      at: Date.UTC(2023, 3, 15, 7, 30, 0) / 1000,
      serial: "E0003",
      importMicroWh: 1_334_568_000_000n,
      exportMicroWh: 20_750_000_000n,
    });
  });
  it("takes a total alone where there is one", () => {
    expect(parseTelegram(telegram([...LINES, "1-0:1.8.0(001334.568*kWh)"])).importMicroWh).to.equal(1_334_568_000_000n);
  });
  it("reads winter time", () => {
    expect(parseTelegram(telegram(["0-0:1.0.0(230115093000W)"])).at).to.equal(Date.UTC(2023, 0, 15, 8, 30, 0) / 1000);
  });
  it("takes a telegram of an old meter, which has no checksum", () => {
    expect(parseTelegram(Buffer.from(`${body(LINES)}\r\n`)).exportMicroWh).to.equal(20_750_000_000n);
  });
  it("refuses a telegram with any one byte changed", () => {
    const good = telegram();
    fc.assert(
      fc.property(fc.nat(good.indexOf("!") - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const bad = Buffer.from(good);
        bad[at] = (bad[at] as number) ^ flip;
        expect(() => parseTelegram(bad)).to.throw(InputError);
      }),
    );
  });
  it("says nothing but an InputError whatever comes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          parseTelegram(Buffer.from(bytes));
        } catch (error) {
          expect(error).to.be.instanceOf(InputError);
        }
      }),
    );
  });
});

describe("TelegramReader", () => {
  it("finds telegrams in any pieces, with garbage between them", () => {
    const stream = Buffer.concat([Buffer.from("rubbish\r\n"), telegram(), Buffer.from("\0\xff noise"), telegram()]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 40 }), (sizes) => {
        const reader = new TelegramReader();
        const found: Buffer[] = [];
        let at = 0;
        for (let i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] as number;
          found.push(...reader.push(stream.subarray(at, at + size)));
          at += size;
        }
        expect(found.map(String)).to.deep.equal([telegram(), telegram()].map(String));
      }),
    );
  });
  it("drops a telegram that was cut off, and keeps the next", () => {
    const reader = new TelegramReader();
    const whole = telegram();
    expect(reader.push(Buffer.concat([whole.subarray(0, 60), Buffer.from("\r\n"), whole])).map(String)).to.deep.equal([
      String(whole),
    ]);
  });
  it("does not grow without end", () => {
    const reader = new TelegramReader();
    for (let i = 0; i < 100; i++)
      expect(reader.push(Buffer.concat([Buffer.from("/"), Buffer.alloc(1_000, 65)]))).to.deep.equal([]);
    expect(reader.push(Buffer.concat([Buffer.from("\n"), telegram()])).map(String)).to.deep.equal([String(telegram())]);
  });
});

describe("p1Source", () => {
  let server: Server;
  let sockets: Socket[];
  beforeEach(async () => {
    sockets = [];
    server = createServer((socket) => void sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    sockets.forEach((socket) => socket.destroy());
    await new Promise((resolve) => server.close(resolve));
  });

  it("reads a port over TCP, says damaged telegrams, and connects again when it is cut off", async () => {
    const { port } = server.address() as AddressInfo;
    const heard = listen(p1Source({ name: "p1", host: "127.0.0.1", port, importChannel: "in", exportChannel: "out" }));
    const connection = async (count: number) => {
      while (sockets.length < count) await new Promise((resolve) => server.once("connection", resolve));
      return sockets[count - 1] as Socket;
    };
    (await connection(1)).write(telegram());
    await heard.until(() => heard.samples.length === 2);
    expect(heard.samples.map(({ channel, microWh }) => [channel, microWh])).to.deep.equal([
      ["in", 1_334_568_000_000n],
      ["out", 20_750_000_000n],
    ]);
    const damaged = telegram();
    damaged[70] = 0x39;
    sockets[0]?.write(damaged);
    await heard.until(() => heard.notices.length > 0);
    expect(heard.notices[0]?.kind).to.equal("malformed");
    sockets[0]?.destroy();
    (await connection(2)).write(telegram());
    await heard.until(() => heard.samples.length === 4);
    await heard.stop();
  }).timeout(15_000);
});
