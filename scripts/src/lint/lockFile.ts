/** The parts of package-lock.json that are looked at here. */
export interface LockFile {
  packages: Record<string, LockedPackage>;
}

interface LockedPackage {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

interface Missing {
  name: string;
  version: string;
  dev: boolean;
}

/**
 * Optional packages that the lock file does not hold. npm leaves out those of other platforms when it cannot get them at the
 * moment, and then `npm ci` fails on every machine.
 */
export function missingPlatforms({ packages }: LockFile): Missing[] {
  const missing = new Map<string, Missing>();
  for (const [where, pkg] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(pkg.optionalDependencies ?? {})) {
      if (!isLocked(packages, where, name)) missing.set(name, { name, version, dev: pkg.dev === true });
    }
  }
  return [...missing.values()];
}

/** The lock file with entries for them. They carry no checksum: npm checks one only where it was told one. */
export function withAllPlatforms(lock: LockFile): LockFile {
  const added = missingPlatforms(lock).map(({ name, version, dev }): [string, LockedPackage] => [
    `node_modules/${name}`,
    { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) },
  ]);
  const [root, ...rest] = [...Object.entries(lock.packages), ...added];
  rest.sort(([a], [b]) => a.localeCompare(b, "en"));
  return { ...lock, packages: Object.fromEntries(root === undefined ? rest : [root, ...rest]) };
}

/** As Node looks it up: beside the package, then in each folder above. */
function isLocked(packages: LockFile["packages"], where: string, name: string): boolean {
  for (let folder = where; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${folder === "" ? "" : `${folder}/`}node_modules/${name}`] !== undefined) return true;
    if (folder === "") return false;
    if (!folder.includes("node_modules/")) folder = "";
  }
}

const systems = ["android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors: Record<string, string> = { amd64: "x64", gnueabihf: "arm", musleabihf: "arm" };
const knownProcessors = ["arm", "arm64", "ia32", "loong64", "ppc64", "riscv64", "s390x", "x64"];

/** What the names of such packages say: "…-linux-arm64-musl". */
export function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[-/]/);
  const os = words.find((word) => systems.includes(word));
  const cpu = words.map((word) => processors[word] ?? word).find((word) => knownProcessors.includes(word));
  const libc =
    os !== "linux"
      ? undefined
      : words.some((w) => w.startsWith("musl"))
        ? "musl"
        : words.some((w) => w.startsWith("gnu"))
          ? "glibc"
          : undefined;
  return {
    ...(os === undefined ? {} : { os: [os] }),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
  };
}
