import path from "node:path";
import { ensureBuilt } from "../lib/built.ts";
import { projectRoot } from "../lib/paths.ts";

/** The panel's files, ready to be served; built first when its sources are newer. */
export async function ensurePanel(say: (text: string) => void): Promise<string> {
  await ensureBuilt(
    {
      name: "panel",
      title: "Building the panel (about half a minute) …",
      sources: ["web/{src,public,build}/**/*", "web/*.{html,ts,json}", "sdk/src/**/*.ts"],
      output: "web/dist/index.html",
      command: ["vite", "build"],
      folder: "web",
    },
    say,
  );
  return path.join(projectRoot, "web/dist");
}
