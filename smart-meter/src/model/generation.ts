/** What produces: photovoltaics and small wind turbines. Power in W. */
import { MUNICH, type Weather } from "./weather.ts";
import { onSurface, sunPosition, type Place, type Surface } from "./sun.ts";

export interface PvSystem extends Surface {
  /** Power under standard test conditions. */
  ratedW: number;
  /** The inverter clips here. */
  inverterW: number;
}

/** Cables, soiling, mismatch and inverter together (PVWatts' default loss of 14 %, Dobos 2014, NREL/TP-6A20-62641). */
const SYSTEM_EFFICIENCY = 0.86;
/** Power of crystalline silicon a kelvin above 25 °C; nominal operating cell temperature (Ross 1976; IEC 61215). */
const TEMPERATURE_COEFFICIENT = -0.004;
const NOCT = 45;

export function pvPower(system: PvSystem, weather: Weather, place: Place = MUNICH): number {
  const irradiance = onSurface(weather.globalIrradiance, sunPosition(weather.time, place), system);
  const cell = weather.temperatureC + ((NOCT - 20) / 800) * irradiance;
  const dc = system.ratedW * (irradiance / 1000) * (1 + TEMPERATURE_COEFFICIENT * (cell - 25));
  return Math.min(Math.max(0, dc * SYSTEM_EFFICIENCY), system.inverterW);
}

export interface WindTurbine {
  ratedW: number;
  hubHeight: number;
}

const CUT_IN = 3;
const RATED_SPEED = 11;
const CUT_OUT = 25;

/**
 * Speed at the hub by Hellmann's power law with exponent 1/7; power cubic between cut-in and rated speed
 * (Manwell, McGowan and Rogers, Wind Energy Explained, ch. 2 and 3).
 */
export function windPower(turbine: WindTurbine, weather: Weather): number {
  const speed = weather.windSpeed * (turbine.hubHeight / 10) ** (1 / 7);
  if (speed < CUT_IN || speed >= CUT_OUT) return 0;
  if (speed >= RATED_SPEED) return turbine.ratedW;
  return (turbine.ratedW * (speed ** 3 - CUT_IN ** 3)) / (RATED_SPEED ** 3 - CUT_IN ** 3);
}
