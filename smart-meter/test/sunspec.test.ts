import modbus from "modbus-serial";
import type { AddressInfo, Server } from "node:net";
import { expect } from "chai";
import { InputError } from "../src/errors.ts";
import { battery } from "../src/model/battery.ts";
import { energyOf, type Model } from "../src/source/sunspec.ts";
import { sunspecSource } from "../src/source/sunspecSource.ts";
import { listen } from "./support/samples.ts";

const model = (id: number, length: number, values: Record<number, number>): Model => {
  const registers = Array.from({ length: length + 2 }, () => 0);
  [registers[0], registers[1]] = [id, length];
  for (const [at, value] of Object.entries(values)) registers[Number(at)] = value;
  return { id, registers };
};
const sf = (value: number) => value & 0xffff;

describe("energyOf", () => {
  it("reads an AC meter's counters with their scale, and where they roll over", () => {
    const energy = energyOf([model(203, 105, { 38: 1, 39: 2, 46: 0, 47: 500, 54: sf(1) })]);
    expect(energy).to.deep.equal({
      exportMicroWh: (65_536n + 2n) * 10_000_000n,
      importMicroWh: 5_000_000_000n,
      rolloverAt: (1n << 32n) * 10_000_000n,
    });
  });
  it("reads stored energy from model 713, and from 802 by its state of charge", () => {
    expect(energyOf([model(713, 6, { 3: 1234, 7: sf(1) })]).storedMicroWh).to.equal(12_340_000_000n);
    expect(energyOf([model(802, 62, { 3: 1000, 11: 555, 53: sf(1), 56: sf(-1) })]).storedMicroWh).to.equal(
      5_550_000_000n,
    );
  });
  it("reads 64-bit counters of a DC port", () => {
    const { importMicroWh, exportMicroWh } = energyOf([model(714, 43, { 9: 1, 10: 0, 14: 77, 18: sf(0) })]);
    expect([exportMicroWh, importMicroWh]).to.deep.equal([65_536_000_000n, 77_000_000n]);
  });
  it("says nothing of a value that the device does not have", () => {
    expect(energyOf([model(713, 6, { 3: 0xffff })])).to.deep.equal({});
  });
  it("refuses a model that is too short, and a scale that cannot be", () => {
    expect(() => energyOf([model(203, 20, {})])).to.throw(InputError, "39 are needed");
    expect(() => energyOf([model(713, 6, { 3: 1, 7: 50 })])).to.throw(InputError, "scale factor 50");
  });
});

/** A battery behind Modbus registers: models 1, 203 and 713, one after the other from 40,000 on. */
function registerServer() {
  const store = battery({ capacityWh: 20_000n, powerW: 40_000n, roundTrip: 0.9, monthlyLoss: 0 });
  const counters = { imported: 0n, exported: 0n };
  const words = (value: bigint) => [Number((value >> 16n) & 0xffffn), Number(value & 0xffffn)] as const;
  const map = () => {
    const serial = Buffer.alloc(32);
    serial.write("BAT-0042", "latin1");
    const text = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [50 + i, serial.readUInt16BE(i * 2)]));
    const [exportHigh, exportLow] = words(counters.exported);
    const [importHigh, importLow] = words(counters.imported);
    return [
      0x5375,
      0x6e53,
      ...model(1, 66, text).registers,
      ...model(203, 105, { 38: exportHigh, 39: exportLow, 46: importHigh, 47: importLow }).registers,
      ...model(713, 6, { 3: Number(store.storedWh()) }).registers,
      0xffff,
      0,
    ];
  };
  const getHoldingRegister = (address: number) => map()[address - 40_000] ?? 0;
  const server = new modbus.ServerTCP({ getHoldingRegister }, { host: "127.0.0.1", port: 0, unitID: 1 });
  const inner = (server as unknown as { _server: Server })._server;
  return {
    port: async () => {
      if (!inner.listening) await new Promise((resolve) => inner.once("listening", resolve));
      return (inner.address() as AddressInfo).port;
    },
    charge: (wh: bigint) => (counters.imported += store.charge(wh)),
    discharge: (wh: bigint) => (counters.exported += store.discharge(wh)),
    stored: () => store.storedWh(),
    close: () => new Promise((resolve) => server.close(() => resolve(undefined))),
  };
}

describe("sunspecSource", () => {
  it("finds a battery's models and follows what goes in, out and is held", async () => {
    const device = registerServer();
    const config = { name: "battery", host: "127.0.0.1", modbusId: 1, seconds: 0.05 };
    const channels = { importChannel: "in", exportChannel: "out", storedChannel: "held" };
    const heard = listen(sunspecSource({ ...config, ...channels, port: await device.port() }));
    const last = (channel: string) => heard.samples.findLast((sample) => sample.channel === channel);
    await heard.until(() => heard.samples.length >= 3);
    expect(last("in")).to.deep.include({
      type: "register",
      microWh: 0n,
      serial: "BAT-0042",
      rolloverAt: (1n << 32n) * 1_000_000n,
    });
    device.charge(5_000n);
    device.discharge(1_000n);
    await heard.until(
      () =>
        last("in")?.microWh === 5_000_000_000n &&
        last("out")?.microWh === 1_000_000_000n &&
        last("held")?.microWh === device.stored() * 1_000_000n,
    );
    expect(heard.state.connected).to.equal(true);
    await heard.stop();
    await device.close();
  }).timeout(15_000);
});
