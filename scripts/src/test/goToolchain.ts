import { chmodSync, readdirSync } from "node:fs";
import path from "node:path";
import { CommandError } from "../lib/errors.ts";
import { run } from "../lib/run.ts";

const TOOLCHAIN = "1.24.4";
/** From this version on Go gets a newer toolchain by itself when a module asks for one. */
const MODERN = 21;

/**
 * Puts a Go that can build Geth on this process's PATH: Debian's own where it is new enough, else one that it gets as a module
 * from the Go proxy (the way newer versions do it by themselves).
 */
export async function ensureGo(
  installDebian: (name: string) => Promise<void>,
  say: (text: string) => void,
): Promise<void> {
  if ((await goMinor()) === undefined) await installDebian("golang-go");
  const minor = await goMinor();
  if (minor === undefined) throw failed("there is no go on the PATH after installing golang-go");
  if (minor >= MODERN) return;
  say(`getting Go ${TOOLCHAIN}`);
  const name = `golang.org/toolchain@v0.0.1-go${TOOLCHAIN}.linux-${process.arch === "arm64" ? "arm64" : "amd64"}`;
  const { code, output } = await run("go", ["mod", "download", "-json", name]);
  if (code !== 0) throw failed(output.trim());
  const { Dir: folder } = JSON.parse(output.slice(output.indexOf("{"))) as { Dir: string };
  makeExecutable(folder);
  process.env["PATH"] = `${path.join(folder, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`;
}

/** 19 for Go 1.19; undefined when there is none. */
async function goMinor(): Promise<number | undefined> {
  const { output } = await run("go", ["version"]).catch(() => ({ output: "" }));
  const match = /go1\.(\d+)/.exec(output);
  return match === null ? undefined : Number(match[1]);
}

/** An old Go unpacks a module without the right to run its programs. */
function makeExecutable(folder: string): void {
  const tools = path.join(folder, "pkg/tool");
  const folders = [path.join(folder, "bin"), ...readdirSync(tools).map((name) => path.join(tools, name))];
  for (const programs of folders) {
    for (const program of readdirSync(programs)) chmodSync(path.join(programs, program), 0o755);
  }
}

function failed(why: string): CommandError {
  return new CommandError(`Go could not be got: ${why}`, { hint: "Install Go 1.21 or newer (https://go.dev/dl)." });
}
