import { spawn, spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";

const HOME = "/usr/lib/postgresql";
const TRIES = 600;

/** Where PostgreSQL's own programs are (Debian keeps them off the PATH); undefined: there is none on this machine. */
export function postgresFolder(): string | undefined {
  const versions = existsSync(HOME) ? readdirSync(HOME).sort() : [];
  const folders = [
    ...versions.map((version) => path.join(HOME, version, "bin")).reverse(),
    ...(process.env["PATH"] ?? "").split(":"),
  ];
  return folders.find((folder) => existsSync(path.join(folder, "initdb")) && existsSync(path.join(folder, "postgres")));
}

export interface Postgres {
  url: string;
  stop(): Promise<void>;
}

/** A server of its own with an empty database, in a folder that goes with it. */
export async function startPostgres(folder: string): Promise<Postgres> {
  const home = mkdtempSync(path.join(tmpdir(), "powerchain-postgres-"));
  // It refuses to run as root.
  const user = process.getuid?.() === 0 ? nobody() : undefined;
  if (user !== undefined) chownSync(home, user.uid, user.gid);
  const data = path.join(home, "data");
  const made = spawnSync(
    path.join(folder, "initdb"),
    ["-D", data, "-U", "powerchain", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"],
    { ...user, encoding: "utf8" },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`);
  const port = await freePort();
  const settings = ["-D", data, "-p", String(port), "-h", "127.0.0.1", "-k", home, "-c", "fsync=off"];
  const server = spawn(path.join(folder, "postgres"), settings, { ...user, stdio: "ignore" });
  const url = `postgres://powerchain@127.0.0.1:${port}/postgres`;
  await answering(url);
  return {
    url,
    stop: async () => {
      const ended = new Promise((resolve) => server.once("exit", resolve));
      server.kill("SIGINT");
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function nobody(): { uid: number; gid: number } {
  const id = (flag: string): number => Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function answering(url: string): Promise<void> {
  for (let i = 0; ; i++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch (error) {
      if (i === TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
