import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { projectRoot } from "../../src/lib/paths.ts";

/** Looks for Geth in a process of its own, with a cache and a PATH of its own. Answers what it printed. */
function ensureIn(folder: string): string {
  const script = `import { ensureGeth } from "${projectRoot}/scripts/src/network/binaries.ts";
    await ensureGeth().then(console.log, (error) => console.log(error.message, "|", error.hint));`;
  const env = { PATH: path.join(folder, "bin"), XDG_CACHE_HOME: path.join(folder, "cache"), HOME: folder };
  return execFileSync(process.execPath, ["--input-type=module", "-e", script], { env, encoding: "utf8" }).trim();
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
