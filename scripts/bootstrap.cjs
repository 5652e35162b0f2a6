// The first step of every command: plain JavaScript that any Node >= 18 can run. It finds or gets a Node new enough
// for the TypeScript command line, installs the dependencies when they are missing, and then runs the command.
"use strict";

const { spawn } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

/** Hardhat needs 22.13; running TypeScript without a flag needs 22.18. What is older is run under this version. */
const OLDEST_NODE = [22, 18];
const NODE_VERSION = "24.21.0";
const ROOT = path.resolve(__dirname, "..");
const CACHE = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), ".cache"), "powerchain");
const STATE = path.join(ROOT, ".powerchain");
const LOCK_FILE = path.join(ROOT, "package-lock.json");
const STAMP = path.join(ROOT, "node_modules", ".powerchain-stamp");

/** By itself V8 gives short-lived objects up to 128 MB, which is most of what a service that runs for months would hold. */
const NODE_FLAGS = require("./nodeFlags.json");

class BootstrapError extends Error {}

// ---- Node ----

function isNewEnough(version) {
  const [major, minor] = version.replace(/^v/, "").split(".").map(Number);
  return major === OLDEST_NODE[0] ? minor >= OLDEST_NODE[1] : major > OLDEST_NODE[0] && !(major === 23 && minor < 6);
}

/** The path of a Node that can run the command line: this one, or the cached one, got first where it is missing. */
async function findNode() {
  if (isNewEnough(process.versions.node)) return process.execPath;
  const home = path.join(CACHE, `node-${NODE_VERSION}`);
  const binary = path.join(home, "node_modules", "node", "bin", "node");
  if (fs.existsSync(binary)) return binary;
  await withLock(path.join(CACHE, `node-${NODE_VERSION}.lock`), "Another command is getting Node", async () => {
    if (!fs.existsSync(binary)) await getNode(home);
  });
  return binary;
}

/** Installs into a folder beside the final one and renames it, so that a run that was cut off leaves nothing half done. */
async function getNode(home) {
  const fresh = `${home}.${process.pid}`;
  fs.mkdirSync(fresh, { recursive: true });
  const manifest = { private: true, dependencies: { node: NODE_VERSION }, allowScripts: { node: true } };
  fs.writeFileSync(path.join(fresh, "package.json"), JSON.stringify(manifest));
  try {
    await runNpm(
      ["install", "--ignore-scripts=false", "--no-audit", "--no-fund"],
      fresh,
      process.execPath,
      `This machine has Node ${process.versions.node}; getting Node ${NODE_VERSION} from npm, once`,
    );
    fs.rmSync(home, { recursive: true, force: true });
    fs.renameSync(fresh, home);
  } finally {
    fs.rmSync(fresh, { recursive: true, force: true });
  }
  if (!fs.existsSync(path.join(home, "node_modules", "node", "bin", "node"))) {
    throw new BootstrapError(
      `npm has no Node ${NODE_VERSION} for ${process.platform}-${process.arch}. Install Node ${OLDEST_NODE.join(".")} or newer and run the command again.`,
    );
  }
}

// ---- dependencies ----

async function ensureDependencies(node) {
  if (readText(STAMP) === expectedStamp()) return;
  await withLock(path.join(STATE, "install.lock"), "Another command is installing the dependencies", async () => {
    if (readText(STAMP) === expectedStamp()) return;
    if (!installedMatchesLockFile()) {
      const label = "Installing the dependencies, once (a minute or two)";
      await runNpm(["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"], ROOT, node, label);
    }
    fs.writeFileSync(STAMP, expectedStamp());
  });
}

function expectedStamp() {
  return createHash("sha256").update(fs.readFileSync(LOCK_FILE)).digest("hex");
}

/** True when what npm itself recorded as installed is what the lock file asks for: a developer's `npm install` needs no second one. */
function installedMatchesLockFile() {
  const recorded = readText(path.join(ROOT, "node_modules", ".package-lock.json"));
  if (recorded === undefined) return false;
  const installed = JSON.parse(recorded).packages;
  const wanted = JSON.parse(fs.readFileSync(LOCK_FILE, "utf8")).packages;
  return Object.entries(wanted).every(([where, pkg]) => {
    if (!where.includes("node_modules/") || pkg.link) return true;
    const there = installed[where];
    return there === undefined ? Boolean(pkg.optional) && !fitsThisMachine(pkg) : there.version === pkg.version;
  });
}

/** npm under an old Node leaves out native packages that this machine needs; only those of other machines may be missing. */
function fitsThisMachine(pkg) {
  if (!pkg.os && !pkg.cpu) return false;
  const fits = (list, value) => !list || (list.includes(value) && !list.includes(`!${value}`));
  const libc =
    process.platform === "linux"
      ? process.report.getReport().header.glibcVersionRuntime
        ? "glibc"
        : "musl"
      : undefined;
  return fits(pkg.os, process.platform) && fits(pkg.cpu, process.arch) && (!libc || fits(pkg.libc, libc));
}

// ---- npm ----

/** Runs npm under the given Node, shows how long it takes, and turns its failure into a sentence. The output is kept in a log. */
async function runNpm(args, cwd, node, label) {
  const log = path.join(os.tmpdir(), `powerchain-npm-${process.pid}.log`);
  const done = showProgress(label);
  const out = fs.openSync(log, "w");
  try {
    const code = await waitFor(spawn("npm", args, { cwd, env: npmEnvironment(node), stdio: ["ignore", out, out] }));
    if (code !== 0) throw new BootstrapError(explainNpm(args, code, fs.readFileSync(log, "utf8"), log));
    fs.rmSync(log, { force: true });
    done(true);
  } catch (error) {
    done(false);
    if (error.code === "ENOENT") {
      throw new BootstrapError(
        "npm is not on this machine's PATH. Install it (it comes with Node from nodejs.org; on Debian: apt install npm) and run the command again.",
      );
    }
    throw error;
  } finally {
    fs.closeSync(out);
  }
}

/** Under `npm start` npm hands its own settings down; those that name the project would lead the inner npm astray. */
function npmEnvironment(node) {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^npm_(package_|lifecycle_|config_(local_prefix|workspaces?|include_workspace_root|prefix$))/i.test(name))
      delete env[name];
  }
  return { ...env, PATH: pathWith(node), NODE_ENV: "" };
}

function explainNpm(args, code, output, log) {
  const tail = output.trim().split("\n").slice(-12).join("\n");
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(output)) {
    return `${tail}\n\nnpm could not reach its registry. Connect to the internet (or set npm's proxy or registry) and run the command again; what was done so far is kept.`;
  }
  if (/ENOSPC/.test(output))
    return `${tail}\n\nThe disk is full: about 1.5 GB are needed. Make room and run the command again.`;
  return `${tail}\n\n\`npm ${args[0]}\` failed with exit code ${code}. Its whole output is in ${log}; run the command again once the cause is mended.`;
}

// ---- helpers ----

function pathWith(node) {
  return [path.dirname(node), process.env.PATH || ""].join(path.delimiter);
}

function readText(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function waitFor(child) {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(signal ? 128 + (os.constants.signals[signal] || 0) : code));
  });
}

/** One line on standard error; on a terminal with the seconds that passed. */
function showProgress(label) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY;
  process.stderr.write(`${label} …${live ? "" : "\n"}`);
  const timer = live && setInterval(() => process.stderr.write(`\r${label} … ${seconds()} s`), 1000);
  return (ok) => {
    clearInterval(timer);
    process.stderr.write(`${live ? "\r" : ""}${label} … ${ok ? "done" : "failed"} in ${seconds()} s\n`);
  };
}

/** One installer at a time, also between processes. A lock whose owner is gone is taken over. */
async function withLock(lock, waitingWords, work) {
  fs.mkdirSync(path.dirname(lock), { recursive: true });
  let told = false;
  while (!tryLock(lock)) {
    if (!told) process.stderr.write(`${waitingWords}; waiting for it …\n`);
    told = true;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  try {
    await work();
  } finally {
    fs.rmSync(lock, { force: true });
  }
}

function tryLock(lock) {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
  }
  const owner = Number(readText(lock));
  if (owner > 0 && !isAlive(owner)) fs.rmSync(lock, { force: true });
  return false;
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

// ---- the command itself ----

/** Runs the command line and ends as it ends. Ctrl-C on a terminal reaches the child by itself; other signals are passed on. */
function runCommandLine(node, args) {
  const child = spawn(node, [...NODE_FLAGS, path.join(ROOT, "scripts", "src", "cli.ts"), ...args], {
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: pathWith(node),
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || path.join(CACHE, "compiled"),
    },
  });
  const pass = (signal) => () => child.kill(signal);
  const handlers = {
    SIGTERM: pass("SIGTERM"),
    SIGHUP: pass("SIGHUP"),
    SIGINT: process.stdin.isTTY ? () => {} : pass("SIGINT"),
  };
  for (const [signal, handler] of Object.entries(handlers)) process.on(signal, handler);
  child.on("error", fail);
  child.on("close", (code, signal) => {
    for (const [name, handler] of Object.entries(handlers)) process.removeListener(name, handler);
    if (signal) process.kill(process.pid, signal);
    else process.exitCode = code;
  });
}

function fail(error) {
  const known = error instanceof BootstrapError;
  process.stderr.write(
    `${known ? error.message : (process.env.DEBUG && error.stack) || `${error.message}\nRun the command again with DEBUG=1 to see where.`}\n`,
  );
  process.exitCode = 1;
}

async function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < 18)
    throw new BootstrapError(
      `Node ${process.versions.node} is too old: install Node 18 or newer and run the command again.`,
    );
  const node = await findNode();
  await ensureDependencies(node);
  runCommandLine(node, process.argv.slice(2));
}

main().catch(fail);
