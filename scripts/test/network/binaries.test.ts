import { execFile, execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { projectRoot } from "../../src/lib/paths.ts";

/** Looks for Geth in a process of its own, with a cache and a PATH of its own. Answers what it printed. */
function ensureIn(folder: string): string {
  const { args, env } = asking(folder);
  return execFileSync(process.execPath, args, { env, encoding: "utf8" }).trim();
}

/** The same, beside others. */
async function askIn(folder: string): Promise<string> {
  const { args, env } = asking(folder);
  return (await promisify(execFile)(process.execPath, args, { env })).stdout.trim();
}

function asking(folder: string): { args: string[]; env: Record<string, string> } {
  const script = `import { ensureGeth } from "${projectRoot}/scripts/src/network/binaries.ts";
    await ensureGeth().then(console.log, (error) => console.log(error.message, "|", error.hint));`;
  const env = { PATH: path.join(folder, "bin"), XDG_CACHE_HOME: path.join(folder, "cache"), HOME: folder };
  return { args: ["--input-type=module", "-e", script], env };
}

function program(folder: string, name: string, lines: string): void {
  const file = path.join(folder, "bin", name);
  writeFileSync(file, `#!/bin/sh\n${lines}\n`);
  chmodSync(file, 0o755);
}

describe("Geth", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pc-bin-"));
    mkdirSync(path.join(folder, "bin"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const cached = (): string => path.join(folder, "cache", "powerchain", "geth-1.13.15");

  describe("ensureGeth", () => {
    it("takes the cached one first", () => {
      mkdirSync(cached(), { recursive: true });
      for (const name of ["geth", "clef", "bootnode"]) writeFileSync(path.join(cached(), name), "");
      expect(ensureIn(folder)).to.equal(cached());
    });

    it("takes one of the right version on the PATH when clef and bootnode are beside it", () => {
      for (const name of ["geth", "clef", "bootnode"]) program(folder, name, "echo 'Version: 1.13.15-stable'");
      expect(ensureIn(folder)).to.equal(path.join(folder, "bin"));
    });

    it("says how to get it when there is no way here, and which version there is", () => {
      expect(ensureIn(folder)).to.contain("There is no geth here").and.contain("https://go.dev/dl");
      program(folder, "geth", "echo 'Version: 1.14.2-stable'");
      expect(ensureIn(folder)).to.contain("1.14.2").and.contain("1.13.15");
    });

    it("builds it with Go into the cache, whole or not at all", () => {
      const go =
        'case "$1" in version) ;; *) for last; do :; done; name=${last##*/cmd/}; echo > "$GOBIN/${name%@*}";; esac';
      program(folder, "go", go);
      expect(ensureIn(folder)).to.equal(cached());
      expect(readdirSync(cached()).sort()).to.deep.equal(["bootnode", "clef", "geth"]);
    });

    it("builds it once when several ask at the same time", async () => {
      const go = `case "$1" in version) ;; *) /bin/sleep 0.2; echo built >> "${folder}/builds"; for last; do :; done; name=\${last##*/cmd/}; echo > "$GOBIN/\${name%@*}";; esac`;
      program(folder, "go", go);
      const asked = await Promise.all([1, 2, 3].map(async () => await askIn(folder)));
      expect(asked).to.deep.equal([cached(), cached(), cached()]);
      expect(readFileSync(path.join(folder, "builds"), "utf8").trim().split("\n")).to.have.length(3);
    });

    it("does not wait for one that was building and is gone", () => {
      const locks = path.join(folder, "cache", "powerchain");
      mkdirSync(locks, { recursive: true });
      const ended = spawnSync("true").pid;
      writeFileSync(path.join(locks, "build-geth.lock"), String(ended));
      program(folder, "docker", 'case "$1" in create) echo box;; cp) echo > "$3/${2##*/}";; esac');
      expect(ensureIn(folder)).to.equal(cached());
      expect(readdirSync(locks)).to.deep.equal(["geth-1.13.15"]);
    });

    it("leaves nothing half and says what the compiler said when it fails", () => {
      program(folder, "go", 'case "$1" in version) ;; *clef*) exit 1;; *) echo "no such module" >&2; exit 1;; esac');
      expect(ensureIn(folder)).to.contain("no such module").and.contain("go install");
      expect(existsSync(cached())).to.equal(false);
      expect(readdirSync(path.join(folder, "cache", "powerchain"))).to.deep.equal([]);
    });

    it("takes it from Docker's image where there is Docker and no Go", () => {
      program(folder, "docker", 'case "$1" in create) echo box;; cp) echo > "$3/${2##*/}";; esac');
      expect(ensureIn(folder)).to.equal(cached());
    });
  });
});
