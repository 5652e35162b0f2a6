import { Listr, ListrLogger, type ListrTask, ProcessOutput } from "listr2";

export interface Step<Context> {
  title: string;
  /** Does the work; `say` shows a word of how far it is. */
  run: (context: Context, say: (text: string) => void) => Promise<void>;
  /** Left out, with the reason shown, when this answers a text. */
  skip?: (context: Context) => string | false;
}

/** Runs steps one after the other, with live progress on a terminal and a plain line a step (on standard error) elsewhere. */
export async function runSteps<Context extends object>(steps: Step<Context>[], context: Context): Promise<Context> {
  const tasks: ListrTask<Context>[] = steps.map((step) => ({
    title: step.title,
    task: async (ctx, task) => {
      await step.run(ctx, (text) => {
        task.output = text;
      });
    },
    ...(step.skip === undefined ? {} : { skip: step.skip }),
  }));
  return await new Listr<Context, "default" | "simple", "simple">(tasks, rendererOptions()).run(context);
}

/** One such step that gives a result. */
export async function withProgress<Result>(
  title: string,
  work: (say: (text: string) => void) => Promise<Result>,
): Promise<Result> {
  const made: { result?: Result } = {};
  await runSteps<typeof made>([{ title, run: async (context, say) => void (context.result = await work(say)) }], made);
  return made.result as Result;
}

/** How listr2 draws: redrawn in place on a terminal; elsewhere lines on standard error, so that standard output stays the command's. */
export function rendererOptions(): { renderer: "default" | "simple"; rendererOptions: object } {
  if (process.stdout.isTTY) return { renderer: "default", rendererOptions: { collapseErrors: false } };
  const processOutput = new ProcessOutput(process.stderr, process.stderr);
  return { renderer: "simple", rendererOptions: { logger: new ListrLogger({ processOutput }) } };
}
