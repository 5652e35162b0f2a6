/** A source of one's own: a JavaScript or TypeScript file whose default export makes it. docs/meters.md has one in 30 lines. */
import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { MeterError } from "../errors.ts";
import type { Source } from "./source.ts";

export interface ModuleConfig {
  name: string;
  path: string;
  /** Handed to it as they are. */
  options: Record<string, unknown>;
}

/** @throws MeterError when there is no such file, or it makes no source */
export async function loadSource({ name, path, options }: ModuleConfig): Promise<Source> {
  if (!existsSync(path)) throw new MeterError(`There is no file ${path} for the source "${name}".`);
  const { default: make } = (await import(pathToFileURL(path).href)) as { default?: unknown };
  const made: unknown = typeof make === "function" ? (make as (...args: unknown[]) => unknown)(options) : undefined;
  if (typeof (made as Partial<Source> | undefined)?.run === "function")
    return { name, run: (context) => (made as Source).run(context) };
  throw new MeterError(`${path} makes no source.`, {
    hint: "Its default export must be a function that takes the options and returns an object with run(context); see docs/meters.md.",
  });
}
