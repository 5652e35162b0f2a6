/** HTTP push: a program posts readings to the meter's own address, with a token. */
import { z } from "zod";
import { scaledDecimal } from "../data/decimal.ts";
import { readTime } from "../data/table.ts";
import { InputError } from "../errors.ts";
import type { Sample } from "../reading/types.ts";
import { pause, type Source, type SourceContext } from "./source.ts";

const amount = z.union([z.string(), z.number()]).transform(String);

/** `at` is Unix seconds or ISO 8601; an interval's end, or the moment of a register. Without it: now. */
const pushed = z
  .object({
    channel: z.string().min(1),
    at: z.union([z.string(), z.number()]).transform(String).optional(),
    wh: amount.optional(),
    registerKwh: amount.optional(),
    levelKwh: amount.optional(),
    serial: z.string().optional(),
  })
  .strict()
  .refine(
    (reading) =>
      [reading.wh, reading.registerKwh, reading.levelKwh].filter((value) => value !== undefined).length === 1,
    {
      message: "give exactly one of wh, registerKwh, levelKwh",
    },
  );
const body = z.union([pushed.transform((one) => [one]), z.array(pushed).min(1).max(10_000)]);

/** @throws InputError naming the place in the body */
export function readPush(json: unknown, now: number): Sample[] {
  const parsed = body.safeParse(json);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) =>
      issue.code === "invalid_union" ? issue.errors.flat() : [issue],
    );
    throw new InputError(
      "body",
      [...new Set(issues.map(({ path, message }) => `${path.join(".") || "reading"}: ${message}`))].join("; "),
    );
  }
  return parsed.data.map((reading, i): Sample => {
    const where = `reading ${i}`;
    const { channel, serial } = reading;
    const at = reading.at === undefined ? now : readTime(where, reading.at);
    const value = (text: string, places: number) => {
      const microWh = scaledDecimal(text, places);
      if (microWh === undefined || microWh < 0n) throw new InputError(where, `"${text}" is no energy`);
      return microWh;
    };
    if (reading.wh !== undefined) return { type: "interval", channel, at, microWh: value(reading.wh, 6) };
    if (reading.registerKwh !== undefined)
      return { type: "register", channel, at, microWh: value(reading.registerKwh, 9), serial };
    return { type: "level", channel, at, microWh: value(reading.levelKwh as string, 9) };
  });
}

/** A source that others push into; `push` answers when the readings are on the disk. */
export interface PushSource extends Source {
  push(json: unknown): Promise<number>;
}

export function pushSource(name: string): PushSource {
  let context: SourceContext | undefined;
  return {
    name,
    async run(given) {
      context = given;
      given.connected(true);
      while (!given.signal.aborted) await pause(60_000, given.signal);
      context = undefined;
    },
    async push(json) {
      if (!context) throw new InputError(name, "the meter is stopping");
      const samples = readPush(json, context.now());
      await context.take(samples);
      return samples.length;
    },
  };
}
