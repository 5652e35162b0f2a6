/** An air-source heat pump: heat by outdoor temperature, electricity by its coefficient of performance. */
import { localTime } from "./calendar.ts";
import type { Weather } from "./weather.ts";

export interface HeatPump {
  /** Heat loss of the building, W per kelvin. */
  lossWPerK: number;
  /** Electric power it can draw. */
  maxW: number;
  /** Floor heating needs 30 °C water, radiators 40 °C, at 0 °C outside. */
  heating: "floor" | "radiator";
}

/** No heating above this outdoor temperature (VDI 3807's heating limit); rooms are kept at 20 °C. */
const HEATING_LIMIT = 15;
const ROOM = 20;
/** Part-load and defrosting in the field against the laboratory, Ruhnau et al. (2019). */
const FIELD_FACTOR = 0.85;

/**
 * COP of air-source heat pumps and the water temperature by outdoor temperature:
 * Ruhnau, Hirth and Praktiknjo (2019), Scientific Data 6, "Time series of heat demand and heat pump efficiency".
 */
export function coefficientOfPerformance(pump: HeatPump, outdoorC: number): number {
  const sink = pump.heating === "floor" ? 30 - 0.5 * outdoorC : 40 - outdoorC;
  const lift = Math.max(15, sink - outdoorC);
  return Math.max(1, FIELD_FACTOR * (6.08 - 0.09 * lift + 0.0005 * lift ** 2));
}

/** Night setback to 60 % between 22 and 6 o'clock. */
export function heatPumpPower(pump: HeatPump, weather: Weather): number {
  if (weather.temperatureC >= HEATING_LIMIT) return 0;
  const { hour } = localTime(weather.time);
  const setback = hour >= 22 || hour < 6 ? 0.6 : 1.1;
  const heat = pump.lossWPerK * (ROOM - weather.temperatureC) * setback;
  return Math.min(pump.maxW, heat / coefficientOfPerformance(pump, weather.temperatureC));
}
