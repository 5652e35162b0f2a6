import { expect } from "chai";
import fc from "fast-check";
import { battery, type BatteryType } from "../src/model/battery.ts";
import { localTime } from "../src/model/calendar.ts";
import { chartSvg } from "../src/model/chart.ts";
import { carLoad, drawCar } from "../src/model/ev.ts";
import { windPower, pvPower } from "../src/model/generation.ts";
import { coefficientOfPerformance, heatPumpPower } from "../src/model/heatpump.ts";
import { random } from "../src/model/random.ts";
import { DEFAULT_BATTERY, simulate } from "../src/model/simulate.ts";
import { clearSky, sunPosition } from "../src/model/sun.ts";
import { MUNICH, weatherSeries } from "../src/model/weather.ts";

const at = (text: string) => Date.parse(text) / 1000;

describe("random", () => {
  it("gives the same stream for the same labels and another for others", () => {
    const draw = (...labels: (string | number)[]) => {
      const dice = random(...labels);
      return Array.from({ length: 5 }, () => dice.next());
    };
    expect(draw(7, "home", 1)).to.deep.equal(draw(7, "home", 1));
    expect(draw(7, "home", 1)).not.to.deep.equal(draw(7, "home", 2));
  });
  it("has the mean and deviation asked for", () => {
    const dice = random(1, "normal");
    const values = Array.from({ length: 20_000 }, () => dice.normal(5, 2));
    const mean = values.reduce((a, b) => a + b) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length);
    expect(mean).to.be.closeTo(5, 0.05);
    expect(deviation).to.be.closeTo(2, 0.05);
  });
});

describe("localTime", () => {
  it("follows summer time", () => {
    expect(localTime(at("2021-03-28T00:59:00Z")).hour).to.be.closeTo(1.98, 0.01);
    expect(localTime(at("2021-03-28T01:00:00Z")).hour).to.equal(3);
    expect(localTime(at("2021-10-31T01:00:00Z")).hour).to.equal(2);
  });
  it("knows weekends and the day of the year", () => {
    expect(localTime(at("2021-02-14T12:00:00Z"))).to.include({ weekend: true, dayOfYear: 45 });
    expect(localTime(at("2021-02-15T12:00:00Z")).weekend).to.equal(false);
  });
});

describe("sunPosition", () => {
  it("stands 90° − latitude + 23.44° high at midsummer's noon, in the south", () => {
    const sun = sunPosition(at("2021-06-21T11:16:00Z"), MUNICH);
    expect(90 - (Math.acos(sun.cosZenith) * 180) / Math.PI).to.be.closeTo(90 - 48.14 + 23.44, 0.1);
    expect(Math.abs((sun.azimuth * 180) / Math.PI)).to.be.closeTo(180, 1.5);
  });
  it("rises in the east at the equinox about six o'clock sun time", () => {
    const sun = sunPosition(at("2021-03-20T05:21:00Z"), MUNICH);
    expect(sun.cosZenith).to.be.closeTo(0, 0.02);
    expect(((sun.azimuth * 180) / Math.PI + 360) % 360).to.be.closeTo(90, 2);
  });
});

describe("clearSky", () => {
  it("is 0 at night and about 1,035 W/m² under an overhead sun", () => {
    expect(clearSky(-0.2)).to.equal(0);
    expect(clearSky(1)).to.be.closeTo(1035, 1);
  });
});

describe("pvPower", () => {
  it("never exceeds the inverter and is 0 at night", () => {
    const system = { ratedW: 10_000, inverterW: 6_000, tiltDegrees: 30, azimuthDegrees: 180 };
    const noon = { time: at("2021-06-21T11:00:00Z"), globalIrradiance: 950, temperatureC: 25, windSpeed: 3 };
    expect(pvPower(system, noon)).to.equal(6_000);
    expect(pvPower(system, { ...noon, time: at("2021-06-21T23:00:00Z"), globalIrradiance: 0 })).to.equal(0);
  });
});

describe("windPower", () => {
  const turbine = { ratedW: 3000, hubHeight: 10 };
  const power = (windSpeed: number) =>
    windPower(turbine, { time: 0, globalIrradiance: 0, temperatureC: 10, windSpeed });
  it("starts at 3 m/s, is rated from 11 m/s and stops at 25 m/s", () => {
    expect([2.9, 3, 11, 24.9, 25].map(power)).to.deep.equal([0, 0, 3000, 3000, 0]);
    expect(power(7)).to.be.closeTo((3000 * (343 - 27)) / (1331 - 27), 1e-9);
  });
});

describe("heatPumpPower", () => {
  const pump = { lossWPerK: 150, maxW: 4000, heating: "radiator" as const };
  it("needs more when it is colder, and nothing when it is warm", () => {
    const power = (temperatureC: number) =>
      heatPumpPower(pump, { time: at("2021-01-10T12:00:00Z"), globalIrradiance: 0, temperatureC, windSpeed: 0 });
    expect(power(-10)).to.be.greaterThan(power(0));
    expect(power(15)).to.equal(0);
  });
  it("works better with floor heating", () => {
    expect(coefficientOfPerformance({ ...pump, heating: "floor" }, 0)).to.be.greaterThan(
      coefficientOfPerformance(pump, 0),
    );
  });
});

describe("carLoad", () => {
  it("takes at home what the trips used, within the charger's power", () => {
    const car = drawCar(random(3, "car"));
    const load = carLoad(car, random(3, "trips"));
    const watts = weatherSeries(3, at("2021-02-15T00:00:00Z"), 96 * 60).map(load);
    expect(Math.max(...watts)).to.be.at.most(car.chargerW);
    const kwhADay = watts.reduce((a, b) => a + b) / 4000 / 60;
    expect(kwhADay).to.be.within(1, 20);
  });
});

describe("battery", () => {
  const type: BatteryType = { capacityWh: 10_000n, powerW: 4_000n, roundTrip: 0.9, monthlyLoss: 0.02 };

  it("never moves more than its power in a quarter-hour", () => {
    const store = battery(type);
    expect(store.charge(5_000n)).to.equal(1_000n);
    expect(store.charge(1n)).to.equal(0n);
    store.endInterval();
    expect(store.discharge(5_000n)).to.be.at.most(1_000n);
  });

  it("stays between empty and full, and gives back no more than the round trip allows", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 3_000n })), { maxLength: 300 }),
        (moves) => {
          const store = battery({ ...type, monthlyLoss: 0 });
          let [charged, given] = [0n, 0n];
          for (const [charging, wh] of moves) {
            if (charging) charged += store.charge(wh);
            else given += store.discharge(wh);
            store.endInterval();
            expect(store.storedWh() >= 0n && store.storedWh() <= type.capacityWh).to.equal(true);
          }
          // given ≤ 0.9 × charged; equal when emptied, but for the last Wh on either side.
          expect(given * 10n <= charged * 9n + 20n).to.equal(true);
        },
      ),
    );
  });
});

describe("simulate", () => {
  const options = {
    homes: 12,
    days: 7,
    seed: 7,
    start: at("2023-05-01T00:00:00Z"),
    units: 2,
    battery: DEFAULT_BATTERY,
  };

  it("is the same for the same seed, and another for another", () => {
    const totals = (seed: number) => simulate({ ...options, seed }).totals;
    expect(totals(7)).to.deep.equal(totals(7));
    expect(totals(8)).not.to.deep.equal(totals(7));
  });

  it("accounts for every Wh", () => {
    const { totals, homes, storedWh, lostWh } = simulate(options);
    expect(totals.selfWh + totals.fromStorageWh + totals.fromGridWh).to.equal(totals.loadWh);
    expect(totals.selfWh + totals.toStorageWh + totals.toGridWh).to.equal(totals.generationWh);
    expect(storedWh + lostWh + totals.fromStorageWh).to.equal(totals.toStorageWh);
    expect(lostWh > 0n).to.equal(true);
    expect(homes.reduce((sum, home) => sum + home.totals.loadWh, 0n)).to.equal(totals.loadWh);
  });

  it("comes near what German homes use and panels yield in a year", () => {
    const { homes } = simulate({ ...options, homes: 12, days: 365, start: at("2023-01-01T00:00:00Z") });
    const plain = homes.filter(({ home }) => !home.car && !home.heatPump);
    const mean = plain.reduce((sum, { totals }) => sum + Number(totals.loadWh), 0) / plain.length / 1000;
    expect(mean).to.be.within(2_500, 5_000);
    const sunny = homes.filter(({ home }) => home.pv && !home.wind);
    const yields = sunny.map(({ home, totals }) => Number(totals.generationWh) / (home.pv?.ratedW ?? 1));
    for (const kwhAKw of yields) expect(kwhAKw).to.be.within(700, 1_200);
  }).timeout(20_000);

  it("names a bad option", () => {
    expect(() => simulate({ ...options, homes: 0 })).to.throw(RangeError, "homes is 0");
    expect(() => simulate({ ...options, start: 17 })).to.throw(RangeError, "17");
  });
});

describe("chartSvg", () => {
  it("escapes text and leaves gaps open", () => {
    const svg = chartSvg({
      title: "a < b",
      unit: "kWh",
      lines: [
        {
          label: "x",
          colour: "#000",
          points: [
            [0, 1],
            [900, null],
            [1800, 2],
          ],
        },
      ],
    });
    expect(svg).to.include("a &#60; b");
    expect(svg.match(/M\d/g)?.length).to.be.at.least(2);
  });
});
