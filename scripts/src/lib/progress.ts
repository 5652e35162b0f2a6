import { Listr, type ListrTask } from "listr2";

export interface Step<Context> {
  title: string;
  /** Does the work; `say` shows a word of how far it is. */
  run: (context: Context, say: (text: string) => void) => Promise<void>;
  /** Left out, with the reason shown, when this answers a text. */
  skip?: (context: Context) => string | false;
}

/** Runs steps one after the other with live progress on a terminal, and a plain line a step elsewhere. Progress goes to standard error. */
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
  const plain = !process.stderr.isTTY;
  const list = new Listr<Context>(tasks, {
    renderer: plain ? "simple" : "default",
    fallbackRenderer: "simple",
    concurrent: false,
    exitOnError: true,
  });
  return await list.run(context);
}
