import { csvSource } from "../source/csv.ts";
import { modelSource } from "../source/model.ts";
import { mqttSource } from "../source/mqtt.ts";
import { p1Source } from "../source/p1Source.ts";
import { pushSource } from "../source/push.ts";
import { loadSource } from "../source/module.ts";
import type { Source } from "../source/source.ts";
import { sunspecSource } from "../source/sunspecSource.ts";
import type { SourceConfig } from "./config.ts";

/** The source that a part of the configuration describes. */
export async function makeSource(config: SourceConfig): Promise<Source> {
  switch (config.type) {
    case "csv":
      return csvSource(config.name, config.files);
    case "mqtt":
      return mqttSource(config);
    case "p1":
      return p1Source(config);
    case "sunspec":
      return sunspecSource(config);
    case "push":
      return pushSource(config.name);
    case "model":
      return modelSource(config);
    case "module":
      return await loadSource(config);
  }
}
