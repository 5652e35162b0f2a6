/**
 * Places where the fault tests end the process as a power cut would. Off unless POWERCHAIN_FAIL_AT names one:
 * `confirm.before:3` kills the process when it comes to that place for the third time.
 */
const [wanted, count] = (process.env["POWERCHAIN_FAIL_AT"] ?? "").split(":");
let left = Number(count ?? 1);

export const FAIL_POINTS = [
  "ingest.before", // samples taken, nothing stored
  "ingest.inside", // readings written, not committed
  "ingest.after", // committed, the source not told
  "send.before", // transaction made, not stored
  "send.stored", // transaction stored, not sent
  "send.after", // sent, the answer not looked at
  "confirm.before", // outcome known, not stored
  "confirm.inside", // outcome written, not committed
  "confirm.after", // outcome stored
  "prune.inside", // old rows deleted, not committed
] as const;
export type FailPoint = (typeof FAIL_POINTS)[number];

export function failPoint(name: FailPoint): void {
  if (wanted === name && --left === 0) process.kill(process.pid, "SIGKILL");
}
