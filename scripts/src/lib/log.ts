import { type Logger, pino } from "pino";

/** The services' log: JSON lines on standard error, so that standard output stays the command's own. POWERCHAIN_LOG sets the level. */
export const log: Logger = pino(
  { base: null, level: process.env["POWERCHAIN_LOG"] ?? "warn", timestamp: pino.stdTimeFunctions.isoTime },
  pino.destination({ dest: 2, sync: true }),
);

/** A child logger that says which part speaks. */
export function moduleLog(module: string): Logger {
  return log.child({ module });
}
