import { Listr, ListrLogger, type ListrTask, ProcessOutput } from "listr2";

export interface Step<Context> {
  title: string;
  /** Does the work; `say` shows a word of how far it is. */
  run: (context: Context, say: (text: string) => void) => Promise<void>;
  /** Left out, with the reason shown, when this answers a text. */
  skip?: (context: Context) => string | false;
}

/** Runs steps one after the other, with live progress on a terminal and a plain line a step (on standard error) elsewhere. */
export async function runSteps<Context extends object>(
  steps: Step<Context>[],
  context: Context,
  options: { ownSignals?: boolean } = {},
): Promise<Context> {
  const tasks: ListrTask<Context>[] = steps.map((step) => ({
    title: step.title,
    task: async (ctx, task) => {
      await step.run(ctx, (text) => {
        task.output = text;
      });
    },
    ...(step.skip === undefined ? {} : { skip: step.skip }),
  }));
  // Else Ctrl-C would end the process here and now, whatever the work has opened.
  const registerSignalListeners = options.ownSignals !== true;
  const listr = new Listr<Context, "default" | "simple", "simple">(tasks, {
    ...rendererOptions(),
    registerSignalListeners,
  });
  return await listr.run(context);
}

/** One such step that gives a result. With `ownSignals` the work itself decides what Ctrl-C does. */
export async function withProgress<Result>(
  title: string,
  work: (say: (text: string) => void) => Promise<Result>,
  options: { ownSignals?: boolean } = {},
): Promise<Result> {
  const made: { result?: Result } = {};
  const run = async (context: typeof made, say: (text: string) => void): Promise<void> =>
    void (context.result = await work(say));
  await runSteps<typeof made>([{ title, run }], made, options);
  return made.result as Result;
}

/** How listr2 draws: redrawn in place on a terminal; elsewhere lines on standard error, so that standard output stays the command's. */
export function rendererOptions(): { renderer: "default" | "simple"; rendererOptions: object } {
  if (process.stdout.isTTY) return { renderer: "default", rendererOptions: { collapseErrors: false } };
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  return { renderer: "simple", rendererOptions: { logger: new ListrLogger({ processOutput }) } };
}
