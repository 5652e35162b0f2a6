/** Cars that come and go: each leaves in the morning, drives, comes home and charges until full. */
import { localTime } from "./calendar.ts";
import type { Random } from "./random.ts";
import type { Weather } from "./weather.ts";

export interface Car {
  batteryWh: number;
  chargerW: number;
  /** Median of a working day's distance. */
  dailyKm: number;
}

/** Electricity from the plug a km (WLTP with charging loss, rounded); days on which it is used. */
const WH_A_KM = 190;
const CHARGING_EFFICIENCY = 0.9;

export function drawCar(dice: Random): Car {
  return {
    batteryWh: dice.pick([40_000, 58_000, 77_000]),
    chargerW: dice.pick([3_700, 7_400, 11_000]),
    dailyKm: dice.between(15, 40),
  };
}

interface Trip {
  day: number;
  leaves: number;
  returns: number;
  km: number;
}

/** Distances of a day are about log-normal (Plötz et al. 2017, Transportation Research D 50); half the weekends at home. */
function drawTrip(day: number, weekend: boolean, car: Car, dice: Random): Trip {
  const used = dice.chance(weekend ? 0.5 : 0.85);
  const leaves = dice.normal(weekend ? 11 : 7.8, 0.8);
  return {
    day,
    leaves: used ? leaves : Infinity,
    returns: used ? leaves + Math.max(1, dice.normal(weekend ? 5 : 9.5, 1.5)) : -Infinity,
    km: used ? car.dailyKm * Math.exp(0.6 * dice.normal()) : 0,
  };
}

/** Mean charging power (W) of each interval, in order. A car never leaves with more than full or less than empty. */
export function carLoad(car: Car, dice: Random): (weather: Weather) => number {
  let charge = car.batteryWh * dice.between(0.5, 1);
  let trip: Trip | undefined;
  let away = false;
  return (weather) => {
    const { day, hour, weekend } = localTime(weather.time);
    if (trip?.day !== day) trip = drawTrip(day, weekend, car, dice);
    const out = hour >= trip.leaves && hour < trip.returns;
    if (away && !out) charge = Math.max(0, charge - trip.km * WH_A_KM * CHARGING_EFFICIENCY);
    away = out;
    if (away) return 0;
    const wanted = ((car.batteryWh - charge) / CHARGING_EFFICIENCY) * 4;
    const watts = Math.min(car.chargerW, wanted);
    charge += (watts / 4) * CHARGING_EFFICIENCY;
    return watts;
  };
}
