import { expect } from "chai";
import { balanced, demoHomes, sliced, timelineUntil } from "../../src/start/homes.ts";

const options = { now: new Date("2030-03-01T10:20:30Z"), pastDays: 2, liveDays: 1, sliceSeconds: 300 };
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

describe("a demo's homes", () => {
  describe("timelineUntil", () => {
    it("ends its past with the last full quarter-hour", () => {
      const { start, pastSteps } = timelineUntil(options);
      expect(pastSteps).to.equal(192);
      expect(new Date((start + pastSteps * 900) * 1000).toISOString()).to.equal("2030-03-01T10:15:00.000Z");
    });
  });

  describe("sliced", () => {
    it("keeps the past, and cuts what follows without losing a Wh", () => {
      const cut = sliced([10n, 20n, 7n, 1n], 2, 3);
      expect(cut).to.deep.equal([10n, 20n, 2n, 2n, 3n, 0n, 0n, 1n]);
    });
  });

  describe("balanced", () => {
    const home = (loadWh: bigint[], generationWh: bigint[]) => ({ name: "h", ratedW: 1000, loadWh, generationWh });

    it("sizes the panels so that what is left over about covers what is missing", () => {
      const [sunny] = balanced([home([0n, 100n], [1000n, 0n]), home([200n, 200n], [0n, 0n])]);
      // 500 Wh are missing, of which a battery gives back 90 %: 556 Wh are needed, and sizes go by 5 %.
      expect(sunny).to.deep.include({ ratedW: 600, generationWh: [600n, 0n] });
    });

    it("leaves it at a largest size where there is no sun at all", () => {
      expect(balanced([home([100n], [0n])])[0]).to.deep.include({ ratedW: 3000 });
    });
  });

  describe("demoHomes", () => {
    it("gives the same homes for the same seed, and others for another", () => {
      const timeline = timelineUntil(options);
      expect(demoHomes(7, 4, timeline)).to.deep.equal(demoHomes(7, 4, timeline));
      expect(demoHomes(7, 4, timeline)).not.to.deep.equal(demoHomes(8, 4, timeline));
    });

    it("has sun by day and none by night, whatever the season", () => {
      const timeline = timelineUntil(options);
      const sunny = demoHomes(7, 8, timeline).filter(({ ratedW }) => ratedW > 0);
      expect(sunny).to.have.length(4);
      const at = (hour: number): bigint => {
        const midnight = new Date(timeline.start * 1000).getHours();
        const step = ((hour - midnight + 24) % 24) * 4;
        return sum(sunny.map(({ generationWh }) => generationWh[step] ?? 0n));
      };
      expect(at(12) > 0n).to.equal(true);
      expect(at(1)).to.equal(0n);
    });
  });
});
