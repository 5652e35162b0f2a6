/** Meters that speak MQTT, through a broker. It keeps connected, and takes up its subscriptions again by itself. */
import { connect, type MqttClient } from "mqtt";
import { InputError } from "../errors.ts";
import type { Sample } from "../reading/types.ts";
import {
  isEnergyUnit,
  readDiscovery,
  readJson,
  readPlain,
  readShelly,
  readTasmota,
  type Discovered,
  type EnergyUnit,
} from "./mqttMessages.ts";
import { pause, type Source, type SourceContext } from "./source.ts";

export type MqttTopic = { channel: string } & (
  | { format: "plain"; topic: string; unit: EnergyUnit }
  | { format: "json"; topic: string; path: string; unit: EnergyUnit }
  | { format: "tasmota"; topic: string }
  | { format: "shelly"; topic: string; component?: string; returned?: boolean }
  | { format: "homeassistant"; uniqueId: string }
  | { format: "statestream"; topic: string }
);

export interface MqttConfig {
  name: string;
  /** mqtt:// or mqtts:// */
  url: string;
  username?: string;
  password?: string;
  /** Where Home Assistant's discovery messages are. */
  discoveryPrefix: string;
  topics: readonly MqttTopic[];
}

type Reader = (topic: string, payload: string) => bigint | undefined;

interface Subscription {
  channel: string;
  read: Reader;
}

/** Samples that came together are stored together. */
const GATHER_MS = 100;

export function mqttSource(config: MqttConfig): Source {
  return { name: config.name, run: (context) => new MqttRun(config, context).run() };
}

class MqttRun {
  readonly #config: MqttConfig;
  readonly #context: SourceContext;
  readonly #subscriptions = new Map<string, Subscription[]>();
  /** Units of statestream sensors, which come on a topic of their own. */
  readonly #units = new Map<string, EnergyUnit>();
  readonly #waiting: Sample[] = [];

  constructor(config: MqttConfig, context: SourceContext) {
    this.#config = config;
    this.#context = context;
  }

  async run(): Promise<void> {
    const { url, username, password } = this.#config;
    const { signal } = this.#context;
    const client = connect(url, {
      username,
      password,
      reconnectPeriod: 1_000,
      connectTimeout: 5_000,
      resubscribe: true,
    });
    client.on("connect", () => {
      this.#context.connected(true);
      this.#subscribeAll(client);
    });
    client.on("close", () => this.#context.connected(false));
    client.on("error", (error) => this.#context.notice("malformed", "", `broker ${url}: ${error.message}`));
    client.on("message", (topic, payload) => this.#message(client, topic, payload.toString("utf8")));
    while (!signal.aborted) {
      await pause(GATHER_MS, signal);
      await this.#flush();
    }
    await client.endAsync(true);
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const samples = this.#waiting.splice(0);
    if (samples.length > 0) await this.#context.take(samples);
  }

  #subscribeAll(client: MqttClient): void {
    for (const topic of this.#config.topics) {
      if (topic.format === "homeassistant") continue;
      const reader = this.#readerOf(topic);
      for (const name of topicsOf(topic)) this.#subscribe(client, name, { channel: topic.channel, read: reader });
      if (topic.format === "statestream") client.subscribe(`${topic.topic}/unit_of_measurement`);
    }
    if (this.#config.topics.some(({ format }) => format === "homeassistant"))
      client.subscribe([
        `${this.#config.discoveryPrefix}/sensor/+/config`,
        `${this.#config.discoveryPrefix}/sensor/+/+/config`,
      ]);
  }

  #subscribe(client: MqttClient, topic: string, subscription: Subscription): void {
    const there = this.#subscriptions.get(topic) ?? [];
    if (!there.some(({ channel }) => channel === subscription.channel))
      this.#subscriptions.set(topic, [...there, subscription]);
    client.subscribe(topic, { qos: 1 });
  }

  #readerOf(topic: MqttTopic): Reader {
    switch (topic.format) {
      case "plain":
        return (name, payload) => readPlain(name, payload, topic.unit);
      case "json":
        return (name, payload) => readJson(name, payload, topic.path, topic.unit);
      case "tasmota":
        return readTasmota;
      case "shelly":
        return (name, payload) =>
          readShelly(name, payload, topic.component ?? name.split("/").at(-1) ?? "", topic.returned ?? false);
      case "statestream":
        return (name, payload) => readPlain(name, payload, this.#units.get(topic.topic) ?? "kWh");
      case "homeassistant":
        throw new InputError(topic.uniqueId, "is found by discovery");
    }
  }

  #message(client: MqttClient, topic: string, payload: string): void {
    try {
      if (topic.endsWith("/config") && topic.startsWith(`${this.#config.discoveryPrefix}/`))
        return this.#discover(client, topic, payload);
      if (topic.endsWith("/unit_of_measurement")) return this.#unit(topic, payload);
    } catch (error) {
      return this.#context.notice("malformed", "", (error as Error).message);
    }
    for (const { channel, read } of this.#subscriptions.get(topic) ?? []) this.#value(channel, read, topic, payload);
  }

  #value(channel: string, read: Reader, topic: string, payload: string): void {
    // What Home Assistant says while a sensor is away.
    if (payload === "unavailable" || payload === "unknown") return;
    try {
      const microWh = read(topic, payload);
      if (microWh !== undefined) this.#waiting.push({ type: "register", channel, at: this.#context.now(), microWh });
    } catch (error) {
      this.#context.notice("malformed", channel, (error as Error).message);
    }
  }

  #discover(client: MqttClient, topic: string, payload: string): void {
    const found: Discovered | undefined = readDiscovery(topic, payload);
    const wanted = this.#config.topics.find(
      (entry) => entry.format === "homeassistant" && entry.uniqueId === found?.uniqueId,
    );
    if (!found || !wanted) return;
    const { path, unit, stateTopic } = found;
    const read: Reader = (name, text) => (path === "" ? readPlain(name, text, unit) : readJson(name, text, path, unit));
    this.#subscribe(client, stateTopic, { channel: wanted.channel, read });
  }

  #unit(topic: string, payload: string): void {
    const unit = payload.trim().replace(/^"|"$/g, "");
    if (!isEnergyUnit(unit)) throw new InputError(topic, `the unit is "${unit}"; Wh, kWh and MWh are read`);
    this.#units.set(topic.slice(0, -"/unit_of_measurement".length), unit);
  }
}

/** Topics to subscribe to: a Shelly of the second generation tells its status on two. */
function topicsOf(topic: Exclude<MqttTopic, { format: "homeassistant" }>): string[] {
  if (topic.format === "statestream") return [`${topic.topic}/state`];
  if (topic.format === "shelly" && topic.component !== undefined)
    return [`${topic.topic}/status/${topic.component}`, `${topic.topic}/events/rpc`];
  return [topic.topic];
}
