import { readFileSync } from "node:fs";
import path from "node:path";

/** The configuration that `meter init` writes: the commented template with this meter's own values. */
export function configText(meter: { rpc: string; manifest: string; addresses: string[] }): string {
  const units = meter.addresses.map((_, i) => `  - key: ./keys/unit-${i + 1}.json`);
  return readFileSync(path.join(import.meta.dirname, "template.yaml"), "utf8")
    .replace("RPC_URL", meter.rpc)
    .replace("MANIFEST", meter.manifest)
    .replace("  - key: ./keys/unit-1.json", units.join("\n"))
    .replaceAll("FIRST_UNIT", meter.addresses[0] ?? "");
}
