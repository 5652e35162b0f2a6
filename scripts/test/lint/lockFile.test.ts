import { expect } from "chai";
import { type LockFile, missingPlatforms, platformOf, withAllPlatforms } from "../../src/lint/lockFile.ts";

const lock: LockFile = {
  packages: {
    "": {},
    "node_modules/fast": {
      version: "2.0.0",
      dev: true,
      optionalDependencies: { "@fast/linux-x64-gnu": "2.0.0", "@fast/darwin-arm64": "2.0.0" },
    },
    "node_modules/@fast/linux-x64-gnu": { version: "2.0.0", optional: true },
    "web/node_modules/slow": { version: "1.0.0", optionalDependencies: { tiny: "1.0.0" } },
    "node_modules/tiny": { version: "1.0.0", optional: true },
  },
};

describe("lock file", () => {
  describe("missingPlatforms", () => {
    it("names the optional packages without an entry", () => {
      expect(missingPlatforms(lock)).to.deep.equal([{ name: "@fast/darwin-arm64", version: "2.0.0", dev: true }]);
    });
  });

  describe("withAllPlatforms", () => {
    it("adds them with their platform, in npm's order, and changes nothing else", () => {
      const completed = withAllPlatforms(lock);
      expect(missingPlatforms(completed)).to.deep.equal([]);
      expect(completed.packages["node_modules/@fast/darwin-arm64"]).to.deep.equal({
        version: "2.0.0",
        dev: true,
        optional: true,
        os: ["darwin"],
        cpu: ["arm64"],
      });
      expect(Object.keys(completed.packages)[0]).to.equal("");
      expect(Object.keys(completed.packages)).to.have.length(6);
    });
  });

  describe("platformOf", () => {
    it("reads system, processor and C library from the name", () => {
      expect(platformOf("@x/linux-arm-musleabihf")).to.deep.equal({ os: ["linux"], cpu: ["arm"], libc: ["musl"] });
      expect(platformOf("@x/win32-x64-msvc")).to.deep.equal({ os: ["win32"], cpu: ["x64"] });
      expect(platformOf("@x/anvil-linux-amd64")).to.deep.equal({ os: ["linux"], cpu: ["x64"] });
    });
  });
});
