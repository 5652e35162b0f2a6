import { Aedes } from "aedes";
import { accessSync } from "node:fs";
import { spawn, type ChildProcess } from "node:child_process";
import { createServer, type AddressInfo, type Server } from "node:net";
import { connectAsync, type MqttClient } from "mqtt";
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../src/errors.ts";
import { mqttSource, type MqttTopic } from "../src/source/mqtt.ts";
import {
  atPath,
  inMicroWh,
  parseJson,
  readDiscovery,
  readShelly,
  readTasmota,
  templatePath,
} from "../src/source/mqttMessages.ts";
import { listen } from "./support/samples.ts";

describe("inMicroWh", () => {
  it("keeps every digit", () => {
    expect(inMicroWh("t", "12345.678901234", "kWh")).to.equal(12_345_678_901_234n);
    expect(inMicroWh("t", "600", "Wmin")).to.equal(10_000_000n);
  });
  it("refuses words and negative registers", () => {
    expect(() => inMicroWh("t", "nan", "Wh")).to.throw(InputError);
    expect(() => inMicroWh("t", "-1", "Wh")).to.throw(InputError, "below 0");
  });
});

describe("parseJson", () => {
  it("does not pass numbers through binary fractions", () => {
    expect(parseJson("t", '{"a":[0.1,123456789012345678.9]}')).to.deep.equal({ a: ["0.1", "123456789012345678.9"] });
  });
  it("says nothing but an InputError whatever comes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const read of [
          readTasmota,
          (topic: string, payload: string) => readShelly(topic, payload, "switch:0", false),
          readDiscovery,
        ]) {
          try {
            read("t", text);
          } catch (error) {
            expect(error).to.be.instanceOf(InputError);
          }
        }
      }),
    );
  });
});

describe("atPath", () => {
  it("follows dots, quotes and places", () => {
    expect(atPath({ a: { "switch:0": [{ b: 1 }] } }, "a['switch:0'][0].b")).to.equal(1);
    expect(atPath({ a: 1 }, "a.b.c")).to.equal(undefined);
  });
});

describe("templatePath", () => {
  it("reads what a template names", () => {
    expect(templatePath("t", "{{ value_json.ENERGY.Total }}")).to.equal("ENERGY.Total");
    expect(templatePath("t", "{{ value_json['energy'] | float }}")).to.equal("['energy']");
    expect(templatePath("t", undefined)).to.equal("");
    expect(templatePath("t", "{{ value }}")).to.equal("");
  });
  it("refuses one that computes", () => {
    expect(() => templatePath("t", "{{ value_json.a * 1000 }}")).to.throw(InputError, "more than a path");
  });
});

describe("readShelly", () => {
  it("reads both generations, and what flows back", () => {
    expect(readShelly("shellies/x/emeter/0/total", "12.5", "", false)).to.equal(12_500_000n);
    expect(readShelly("shellies/x/emeter/0/total_returned", "3", "", true)).to.equal(3_000_000n);
    expect(readShelly("shellies/x/relay/0/energy", "60", "", false)).to.equal(1_000_000n);
    expect(readShelly("x/status/switch:0", '{"aenergy":{"total":7.25}}', "switch:0", false)).to.equal(7_250_000n);
    expect(
      readShelly("x/events/rpc", '{"params":{"emdata:0":{"total_act":9,"total_act_ret":4}}}', "emdata:0", true),
    ).to.equal(4_000_000n);
    expect(readShelly("x/events/rpc", '{"params":{"wifi":{}}}', "emdata:0", false)).to.equal(undefined);
  });
});

const TOPICS: MqttTopic[] = [
  { format: "homeassistant", channel: "ha", uniqueId: "inverter_total" },
  { format: "tasmota", channel: "plug", topic: "tele/plug/SENSOR" },
  { format: "shelly", channel: "shelly", topic: "shellypro", component: "emdata:0" },
  { format: "json", channel: "json", topic: "meters/a", path: "energy.total", unit: "Wh" },
  { format: "plain", channel: "plain", topic: "meters/b", unit: "kWh" },
  { format: "statestream", channel: "stream", topic: "ha/sensor/total" },
];

/** The same story for any broker: discovery, values of all kinds, and rubbish between them. */
async function story(url: string): Promise<void> {
  const heard = listen(mqttSource({ name: "mqtt", url, discoveryPrefix: "homeassistant", topics: TOPICS }));
  const client: MqttClient = await connectAsync(url);
  const retain = { retain: true, qos: 1 as const };
  const config = {
    device_class: "energy",
    state_topic: "inverter/state",
    unique_id: "inverter_total",
    unit_of_measurement: "kWh",
    value_template: "{{ value_json.total }}",
  };
  await client.publishAsync("homeassistant/sensor/inverter/total/config", JSON.stringify(config), retain);
  await client.publishAsync("inverter/state", '{"total":1.5}', retain);
  await client.publishAsync("tele/plug/SENSOR", '{"Time":"2023-04-15T09:30:00","ENERGY":{"Total":2.001}}', retain);
  await client.publishAsync("shellypro/status/emdata:0", '{"id":0,"total_act":3000.5}', retain);
  await client.publishAsync("meters/a", '{"energy":{"total":4}}', retain);
  await client.publishAsync("meters/b", "5", retain);
  await client.publishAsync("ha/sensor/total/unit_of_measurement", '"MWh"', retain);
  await client.publishAsync("ha/sensor/total/state", "0.006", retain);
  const last = (channel: string) => heard.samples.findLast((sample) => sample.channel === channel)?.microWh;
  const wanted = {
    ha: 1_500_000_000n,
    plug: 2_001_000_000n,
    shelly: 3_000_500_000n,
    json: 4_000_000n,
    plain: 5_000_000_000n,
    stream: 6_000_000_000n,
  };
  await heard.until(() => Object.entries(wanted).every(([channel, microWh]) => last(channel) === microWh));
  await client.publishAsync("meters/a", "rubbish", { qos: 1 });
  await heard.until(() => heard.notices.some(({ kind, channel }) => kind === "malformed" && channel === "json"));
  await client.publishAsync("meters/a", '{"energy":{"total":8}}', { qos: 1 });
  await heard.until(() => last("json") === 8_000_000n);
  await client.endAsync();
  await heard.stop();
}

describe("mqttSource", () => {
  describe("with an embedded broker", () => {
    let broker: Aedes | undefined;
    let server: Server;
    const start = async (port = 0) => {
      broker = await Aedes.createBroker();
      server = createServer(broker.handle);
      await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
      return (server.address() as AddressInfo).port;
    };
    const stop = async () => {
      const running = broker;
      if (running === undefined) return;
      broker = undefined;
      await new Promise<void>((resolve) => running.close(() => resolve()));
      await new Promise((resolve) => server.close(resolve));
    };
    afterEach(stop);

    it("reads all formats, says rubbish, and goes on", async () => {
      const port = await start();
      await story(`mqtt://127.0.0.1:${port}`);
    }).timeout(20_000);

    it("comes back after the broker was restarted", async () => {
      const port = await start();
      const topics: MqttTopic[] = [{ format: "plain", channel: "a", topic: "m", unit: "Wh" }];
      const heard = listen(
        mqttSource({ name: "mqtt", url: `mqtt://127.0.0.1:${port}`, discoveryPrefix: "homeassistant", topics }),
      );
      await heard.until(() => heard.state.connected);
      await stop();
      await heard.until(() => !heard.state.connected);
      await start(port);
      await heard.until(() => heard.state.connected);
      const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
      await client.publishAsync("m", "42", { retain: true, qos: 1 });
      await heard.until(() => heard.samples.some(({ microWh }) => microWh === 42_000_000n));
      await client.endAsync();
      await heard.stop();
    }).timeout(30_000);
  });

  describe("with Mosquitto", () => {
    const program = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"].find((file) => {
      try {
        accessSync(file);
        return true;
      } catch {
        return false;
      }
    });
    let broker: ChildProcess | undefined;
    // It does not hear SIGTERM while it starts.
    afterEach(() => void broker?.kill("SIGKILL"));

    it("reads all formats, says rubbish, and goes on", async function () {
      // `npm test` installs Mosquitto first, or says how to; only a bare `mocha` may come here without it.
      if (program === undefined) return this.skip();
      const port = await freePort();
      broker = spawn(program, ["-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
      await listening(broker);
      await story(`mqtt://127.0.0.1:${port}`);
    }).timeout(30_000);
  });
});

/** Resolves when Mosquitto has opened its port. It says before that on which machine clients must be "running". */
async function listening(broker: ChildProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    broker.stderr?.on("data", (text: Buffer) => {
      said += String(text);
      if (/mosquitto version \S+ running/.test(said)) resolve();
    });
    broker.on("exit", () => reject(new Error(`Mosquitto ended: ${said}`)));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
