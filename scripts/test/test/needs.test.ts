import { expect } from "chai";
import { CommandError } from "../../src/lib/errors.ts";
import { ensureNeed } from "../../src/test/needs.ts";

describe("ensureNeed", () => {
  const saved = { path: process.env["PATH"], ci: process.env["CI"] };

  afterEach(() => {
    process.env["PATH"] = saved.path;
    if (saved.ci === undefined) delete process.env["CI"];
    else process.env["CI"] = saved.ci;
  });

  it("says how to get a program that is not there", async () => {
    process.env["PATH"] = "/nowhere";
    delete process.env["CI"];
    const error = await ensureNeed("chromium", () => undefined).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).to.be.instanceOf(CommandError);
    expect((error as CommandError).message).to.contain("chromium");
    expect((error as CommandError).hint).to.contain("apt-get install chromium");
  });
});
