/** The meter's configuration, a YAML file; paths in it are relative to it. Every bad key is reported, all together. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { MeterError } from "../errors.ts";
import { INTERVAL } from "../model/carry.ts";
import { KINDS, type Address } from "../reading/types.ts";
import { scaledDecimal } from "../data/decimal.ts";

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/, "is not an address (0x and 40 hex digits)")
  .transform((text) => text.toLowerCase() as Address);
const id = z.string().regex(/^[\w.-]{1,64}$/, "use letters, digits, - _ and .");
const kwh = z.union([z.string(), z.number()]).transform((value, context) => {
  const microWh = scaledDecimal(String(value), 9);
  if (microWh !== undefined && microWh > 0n) return microWh;
  context.addIssue({ code: "custom", message: `"${value}" is no energy in kWh` });
  return z.NEVER;
});
const port = z.number().int().min(1).max(65_535);
const energyUnit = z.enum(["Wh", "kWh", "MWh", "Wmin"]);

const channel = z
  .strictObject({
    id,
    unit: address,
    kind: z.enum(KINDS),
    resident: address.optional(),
    maxPowerW: z.number().int().positive().default(30_000),
    rolloverKwh: kwh.optional(),
  })
  .refine(({ kind, resident }) => kind === "actual" || resident !== undefined, {
    message: "resident: who produces or consumes here is missing",
  });

const topic = z.discriminatedUnion("format", [
  z.strictObject({
    format: z.literal("plain"),
    channel: id,
    topic: z.string().min(1),
    unit: energyUnit.default("kWh"),
  }),
  z.strictObject({
    format: z.literal("json"),
    channel: id,
    topic: z.string().min(1),
    path: z.string().min(1),
    unit: energyUnit.default("kWh"),
  }),
  z.strictObject({ format: z.literal("tasmota"), channel: id, topic: z.string().min(1) }),
  z.strictObject({
    format: z.literal("shelly"),
    channel: id,
    topic: z.string().min(1),
    component: z.string().optional(),
    returned: z.boolean().default(false),
  }),
  z.strictObject({ format: z.literal("homeassistant"), channel: id, uniqueId: z.string().min(1) }),
  z.strictObject({ format: z.literal("statestream"), channel: id, topic: z.string().min(1) }),
]);

const source = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("csv"),
    name: id,
    files: z
      .array(
        z.strictObject({
          path: z.string().min(1),
          format: z.enum(["hamlet", "plain"]),
          channel: id.optional(),
          ratedW: z.number().int().positive().optional(),
        }),
      )
      .min(1),
  }),
  z.strictObject({
    type: z.literal("mqtt"),
    name: id,
    url: z.string().regex(/^(mqtt|mqtts|ws|wss):\/\//, "begins with mqtt:// or mqtts://"),
    username: z.string().optional(),
    password: z.string().optional(),
    discoveryPrefix: z.string().min(1).default("homeassistant"),
    topics: z.array(topic).min(1),
  }),
  z
    .strictObject({
      type: z.literal("p1"),
      name: id,
      device: z.string().optional(),
      host: z.string().optional(),
      port: port.optional(),
      importChannel: id.optional(),
      exportChannel: id.optional(),
    })
    .refine(({ device, host }) => (device === undefined) !== (host === undefined), {
      message: "give either device or host",
    }),
  z.strictObject({
    type: z.literal("sunspec"),
    name: id,
    host: z.string().min(1),
    port: port.default(502),
    modbusId: z.number().int().min(0).max(247).default(1),
    seconds: z.number().positive().default(10),
    importChannel: id.optional(),
    exportChannel: id.optional(),
    storedChannel: id.optional(),
  }),
  z.strictObject({ type: z.literal("push"), name: id }),
  z.strictObject({
    type: z.literal("module"),
    name: id,
    path: z.string().min(1),
    options: z.record(z.string(), z.unknown()).default({}),
  }),
  z.strictObject({
    type: z.literal("model"),
    name: id,
    seed: z.number().int().min(0),
    start: z.number().int().optional(),
    homes: z
      .array(
        z.strictObject({
          home: z.number().int().min(1).max(1000),
          producedChannel: id.optional(),
          consumedChannel: id.optional(),
        }),
      )
      .min(1),
  }),
]);
export type SourceConfig = z.infer<typeof source>;

const schema = z.strictObject({
  chain: z.strictObject({
    rpc: z.string().regex(/^https?:\/\//, "begins with http:// or https://"),
    manifest: z.string().min(1),
    confirmations: z.number().int().min(1).optional(),
  }),
  data: z.string().min(1).default("./data"),
  passwordFile: z.string().optional(),
  sender: z.string().min(1),
  units: z.array(z.strictObject({ key: z.string().min(1) })).min(1),
  listen: z.strictObject({ host: z.string().default("127.0.0.1"), port: port.default(9810) }).prefault({}),
  pushTokenFile: z.string().optional(),
  intervalSeconds: z.number().int().min(1).max(86_400).default(INTERVAL),
  graceSeconds: z.number().int().min(0).max(900).default(30),
  keepDays: z.number().positive().default(365),
  mostWaiting: z.number().int().min(1_000).default(5_000_000),
  channels: z.array(channel).min(1),
  sources: z.array(source).min(1),
});
export type MeterConfig = z.infer<typeof schema>;

/** @throws MeterError that lists every bad key */
export function parseConfig(text: string, file: string): MeterConfig {
  const parsed = schema.safeParse(parseYaml(text, file));
  const issues = parsed.success
    ? references(parsed.data)
    : parsed.error.issues.map(({ path: at, message }) => `${at.join(".") || "the file"}: ${message}`);
  if (issues.length > 0 || !parsed.success)
    throw new MeterError(
      `The configuration ${file} has ${issues.length === 1 ? "a fault" : `${issues.length} faults`}:\n  ${issues.join("\n  ")}`,
      {
        hint: "docs/meters.md describes every key; `./powerchain meter init` writes a commented file.",
      },
    );
  return absolute(parsed.data, path.dirname(path.resolve(file)));
}

export function readConfig(file: string): MeterConfig {
  if (!existsSync(file))
    throw new MeterError(`There is no configuration ${file}.`, { hint: "Make one with `./powerchain meter init`." });
  return parseConfig(readFileSync(file, "utf8"), file);
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text) as unknown;
  } catch (error) {
    if (error instanceof YAMLParseError) throw new MeterError(`${file} is not YAML: ${error.message}`);
    throw error;
  }
}

/** Names that are used twice, or that nobody has. */
function references({ channels, sources }: MeterConfig): string[] {
  const known = new Set(channels.map((entry) => entry.id));
  const twice = (what: string, names: string[]) =>
    names.filter((name, i) => names.indexOf(name) !== i).map((name) => `${what}: "${name}" is there twice`);
  const used = sources.flatMap((entry) => channelsOf(entry).map((name) => ({ name, source: entry.name })));
  return [
    ...twice(
      "channels",
      channels.map((entry) => entry.id),
    ),
    ...twice(
      "sources",
      sources.map((entry) => entry.name),
    ),
    ...used
      .filter(({ name }) => !known.has(name))
      .map(({ name, source }) => `sources.${source}: there is no channel "${name}"`),
  ];
}

function channelsOf(entry: SourceConfig): string[] {
  const names: (string | undefined)[] = [];
  if (entry.type === "csv") names.push(...entry.files.map((file) => file.channel));
  else if (entry.type === "mqtt") names.push(...entry.topics.map((item) => item.channel));
  else if (entry.type === "p1") names.push(entry.importChannel, entry.exportChannel);
  else if (entry.type === "sunspec") names.push(entry.importChannel, entry.exportChannel, entry.storedChannel);
  else if (entry.type === "model")
    names.push(...entry.homes.flatMap((home) => [home.producedChannel, home.consumedChannel]));
  return names.filter((name) => name !== undefined);
}

function absolute(config: MeterConfig, folder: string): MeterConfig {
  const at = (file: string) => path.resolve(folder, file);
  return {
    ...config,
    chain: { ...config.chain, manifest: at(config.chain.manifest) },
    data: at(config.data),
    passwordFile: config.passwordFile && at(config.passwordFile),
    pushTokenFile: config.pushTokenFile && at(config.pushTokenFile),
    sender: at(config.sender),
    units: config.units.map(({ key }) => ({ key: at(key) })),
    sources: config.sources.map((entry) =>
      entry.type === "csv"
        ? { ...entry, files: entry.files.map((file) => ({ ...file, path: at(file.path) })) }
        : entry.type === "module"
          ? { ...entry, path: at(entry.path) }
          : entry,
    ),
  };
}
