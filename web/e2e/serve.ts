// A small community with its panel, for looking at it while working on it: `node web/e2e/serve.ts [port]`.
import { startWorld } from "./world.ts";

const world = await startWorld({ port: Number(process.argv[2] ?? 27_100), blockSeconds: 1, pastSteps: 60 });
process.stdout.write(`${world.url}\n`);
