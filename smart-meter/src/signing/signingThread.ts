/** The thread that signs; signer.ts starts it with the keys' secrets, 32 bytes each. */
import { parentPort, workerData } from "node:worker_threads";
import { unitKey, type UnitKey } from "./key.ts";
import type { SigningAnswer, SigningJob } from "./signer.ts";

const secrets = workerData as Uint8Array;
const units = Array.from({ length: secrets.length / 32 }, (_, i) => unitKey(secrets.subarray(32 * i, 32 * i + 32)));

parentPort?.on("message", ({ id, keys, digests }: SigningJob) => {
  const signatures = new Uint8Array(65 * keys.length);
  keys.forEach((key, i) => signatures.set((units[key] as UnitKey).sign(digests.subarray(32 * i, 32 * i + 32)), 65 * i));
  const answer: SigningAnswer = { id, signatures };
  parentPort?.postMessage(answer, [signatures.buffer]);
});
