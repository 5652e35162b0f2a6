/**
 * What MQTT devices say of energy, as registers in µWh. Pure: topic and payload in, value out.
 *
 * - plain: a number
 * - json: a number in JSON, by a path such as `ENERGY.Total`
 * - tasmota: `tele/…/SENSOR` with ENERGY.Total in kWh
 * - shelly: first generation `shellies/…/emeter/0/total` (Wh) and `…/relay/0/energy` (watt-minutes); second and later
 *   `…/status/switch:0`, `…/status/emdata:0`, `…/status/em1data:0` and `…/events/rpc`
 * - homeassistant: `state_topic`, `unit_of_measurement` and `value_template` come from the device's discovery message
 * - statestream: Home Assistant's mqtt_statestream, `…/sensor/NAME/state` and `…/unit_of_measurement`
 */
import { scaledDecimal } from "../data/decimal.ts";
import { InputError } from "../errors.ts";

export type EnergyUnit = "Wh" | "kWh" | "MWh" | "Wmin";

/** Places of µWh that a unit's decimals begin at, and a divisor. */
const UNITS: Record<EnergyUnit, { places: number; divisor: bigint }> = {
  Wh: { places: 6, divisor: 1n },
  kWh: { places: 9, divisor: 1n },
  MWh: { places: 12, divisor: 1n },
  Wmin: { places: 6, divisor: 60n },
};

export const isEnergyUnit = (text: unknown): text is EnergyUnit => typeof text === "string" && text in UNITS;

/** @throws InputError when it is no number */
export function inMicroWh(where: string, text: string, unit: EnergyUnit): bigint {
  const { places, divisor } = UNITS[unit];
  const value = scaledDecimal(text, places);
  if (value === undefined) throw new InputError(where, `the value is "${text.slice(0, 80)}", which is not a number`);
  if (value < 0n) throw new InputError(where, `the register is ${text}, below 0`);
  return value / divisor;
}

/** Numbers keep their digits: 12345.678901 does not pass through binary floating point. */
export function parseJson(where: string, payload: string): unknown {
  try {
    return JSON.parse(payload, (_key, value: unknown, context?: { source?: string }) =>
      typeof value === "number" ? (context?.source ?? String(value)) : value,
    ) as unknown;
  } catch {
    throw new InputError(where, `is not JSON: ${payload.slice(0, 80)}`);
  }
}

/** The value at a path: `ENERGY.Total`, `a['switch:0'].total`, `list[0]`. */
export function atPath(value: unknown, path: string): unknown {
  const keys = [...path.matchAll(/\[\s*(?:'([^']*)'|"([^"]*)"|(\d+))\s*\]|([^.[\]]+)/g)].map(
    (m) => m[1] ?? m[2] ?? m[3] ?? m[4] ?? "",
  );
  return keys.reduce<unknown>(
    (at, key) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function numberAt(where: string, json: unknown, path: string): string {
  const value = atPath(json, path);
  if (typeof value !== "string") throw new InputError(where, `has no number at ${path}`);
  return value;
}

const STEP = String.raw`(?:\.\w+|\[\s*(?:'[^']*'|"[^"]*"|\d+)\s*\])`;
const FILTER = String.raw`\|\s*(?:float|int|round)\s*(?:\([^()]*\))?\s*`;
const TEMPLATE = new RegExp(String.raw`^\s*\{\{\s*(?:value|value_json(${STEP}*))\s*(?:${FILTER})*\}\}\s*$`);

/**
 * The path that a Home Assistant template names. Filters that only format are passed over; one that computes is refused: its
 * factor would be missing from the energy.
 */
export function templatePath(where: string, template: string | undefined): string {
  if (template === undefined) return "";
  const match = TEMPLATE.exec(template);
  if (!match)
    throw new InputError(
      where,
      `its value_template "${template}" is more than a path`,
      "Give this topic as json with a path in the configuration.",
    );
  return (match[1] ?? "").replace(/^\./, "");
}

export interface Discovered {
  /** What the configuration names it by. */
  uniqueId: string;
  stateTopic: string;
  path: string;
  unit: EnergyUnit;
}

/** A discovery message of an energy sensor; undefined for any other entity. */
export function readDiscovery(topic: string, payload: string): Discovered | undefined {
  if (payload.trim() === "") return undefined; // the device was removed
  const json = parseJson(topic, payload) as Record<string, unknown>;
  const field = (long: string, short: string): unknown => json[long] ?? json[short];
  if (field("device_class", "dev_cla") !== "energy") return undefined;
  const base = typeof json["~"] === "string" ? json["~"] : "";
  const [stateTopic, uniqueId, unit] = [
    field("state_topic", "stat_t"),
    field("unique_id", "uniq_id"),
    field("unit_of_measurement", "unit_of_meas"),
  ];
  if (typeof stateTopic !== "string" || typeof uniqueId !== "string")
    throw new InputError(topic, "has no state_topic and unique_id");
  if (!isEnergyUnit(unit)) throw new InputError(topic, `has the unit "${String(unit)}"; Wh, kWh and MWh are read`);
  const template = field("value_template", "val_tpl");
  const path = templatePath(topic, typeof template === "string" ? template : undefined);
  return { uniqueId, stateTopic: stateTopic.replace(/^~|~$/g, base), path, unit };
}

export function readPlain(topic: string, payload: string, unit: EnergyUnit): bigint {
  return inMicroWh(topic, payload.trim(), unit);
}

export function readJson(topic: string, payload: string, path: string, unit: EnergyUnit): bigint {
  const json = parseJson(topic, payload);
  return inMicroWh(topic, path === "" ? String(json) : numberAt(topic, json, path), unit);
}

export function readTasmota(topic: string, payload: string): bigint | undefined {
  const json = parseJson(topic, payload);
  return atPath(json, "ENERGY") === undefined
    ? undefined
    : inMicroWh(topic, numberAt(topic, json, "ENERGY.Total"), "kWh");
}

/** Shelly components that count energy, and where; all in Wh. */
const SHELLY: { component: RegExp; out: string; back?: string }[] = [
  { component: /^(switch|cover|pm1|light):\d+$/, out: "aenergy.total", back: "ret_aenergy.total" },
  { component: /^emdata:\d+$/, out: "total_act", back: "total_act_ret" },
  { component: /^em1data:\d+$/, out: "total_act_energy", back: "total_act_ret_energy" },
];

/** @param returned what flowed back instead of what was taken */
export function readShelly(topic: string, payload: string, component: string, returned: boolean): bigint | undefined {
  if (/\/(emeter\/\d+\/(total|total_returned))$/.test(topic)) {
    return topic.endsWith("total_returned") === returned ? inMicroWh(topic, payload.trim(), "Wh") : undefined;
  }
  if (/\/relay\/\d+\/energy$/.test(topic)) return returned ? undefined : inMicroWh(topic, payload.trim(), "Wmin");
  const json = parseJson(topic, payload);
  const status = topic.endsWith("/events/rpc") ? atPath(json, `params['${component}']`) : json;
  if (status === undefined) return undefined;
  const kind = SHELLY.find((entry) => entry.component.test(component));
  if (!kind) throw new InputError(topic, `"${component}" is no Shelly component that counts energy`);
  const path = returned ? kind.back : kind.out;
  const value = path === undefined ? undefined : atPath(status, path);
  return typeof value === "string" ? inMicroWh(topic, value, "Wh") : undefined;
}
