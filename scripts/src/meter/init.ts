import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { unitKey, writeKeystore } from "@powerchain/smart-meter";
import { CommandError } from "../lib/errors.ts";
import { shownPath } from "../lib/paths.ts";
import { manifestPath } from "../deploy/manifestFile.ts";
import { resolveNetwork } from "../network/index.ts";
import { configText } from "./template.ts";

export interface InitOptions {
  folder: string;
  units: number;
  network: string;
  light: boolean;
}

/** `powerchain meter init`: keys in encrypted keystores, a password, and a commented configuration; nothing is overwritten. */
export async function initMeter({ folder, units, network, light }: InitOptions): Promise<void> {
  const config = path.join(folder, "meter.yaml");
  if (existsSync(config))
    throw new CommandError(`${shownPath(config)} exists already.`, { hint: "Choose another folder." });
  const rpc = await resolveNetwork(network).then(
    ({ rpcUrl }) => rpcUrl,
    () => "http://127.0.0.1:8545",
  );
  mkdirSync(path.join(folder, "keys"), { recursive: true, mode: 0o700 });
  const password = process.env["POWERCHAIN_METER_PASSWORD"] ?? randomBytes(24).toString("base64url");
  const addresses: string[] = [];
  for (let unit = 1; unit <= units; unit++) addresses.push(await makeKey(folder, `unit-${unit}`, password, light));
  const sender = await makeKey(folder, "sender", password, light);
  writeFileSync(path.join(folder, "password"), `${password}\n`, { mode: 0o600 });
  writeFileSync(path.join(folder, "push-token"), `${randomBytes(24).toString("base64url")}\n`, { mode: 0o600 });
  writeFileSync(config, configText({ rpc, manifest: path.relative(folder, manifestPath(network)), addresses }));
  const out = (text: string): void => void process.stdout.write(`${text}\n`);
  out(`Made ${shownPath(folder)}: ${units} unit key(s), a sender, a password, and meter.yaml.`);
  addresses.forEach((address, i) => out(`  unit ${i + 1}  ${address}`));
  out(`  sender  ${sender} (needs no money and no rights)`);
  out("\nNext:");
  out("1. Keep a copy of the keys and the password elsewhere: without them a unit cannot report.");
  out(
    `2. Let voters register each unit: ./powerchain call registerStorageUnit unit=${addresses[0] ?? "0x…"} owner=0x… --as VOTER`,
  );
  out(`3. Say in ${shownPath(config)} whose energy it is and where the readings come from.`);
  out(`4. ./powerchain meter run --config ${shownPath(config)}`);
}

async function makeKey(folder: string, name: string, password: string, light: boolean): Promise<string> {
  const secret = randomBytes(32);
  await writeKeystore(path.join(folder, "keys", `${name}.json`), secret, password, { light });
  return unitKey(secret).address;
}
