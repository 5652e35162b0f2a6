/** What a command says when it cannot go on: what happened, and what to do next. Shown without a stack, unless --debug. */
export class CommandError extends Error {
  /** The next step, as a sentence. */
  readonly hint: string | undefined;
  /** Whether doing the same again may help. */
  readonly retry: boolean;
  readonly exitCode: number;

  constructor(message: string, options: { hint?: string; retry?: boolean; exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "CommandError";
    this.hint = options.hint;
    this.retry = options.retry ?? false;
    this.exitCode = options.exitCode ?? 1;
  }
}

/** The text of any thrown value, as one sentence; errors of other packages that carry a hint keep it. */
export function describeError(error: unknown): { message: string; hint: string | undefined; retry: boolean } {
  if (!(error instanceof Error)) return { message: String(error), hint: undefined, retry: false };
  const { hint, retry } = error as { hint?: unknown; retry?: unknown };
  const short = (error as { shortMessage?: unknown }).shortMessage;
  return {
    message: typeof short === "string" ? short : error.message,
    hint: typeof hint === "string" ? hint : undefined,
    retry: retry === true,
  };
}

/** Errors of the operating system when a port is taken or may not be used, said as a sentence. */
export function portError(error: unknown, port: number, what: string, option: string): Error {
  const code = (error as { code?: unknown } | undefined)?.code;
  if (code === "EADDRINUSE") {
    return new CommandError(`Port ${port} for ${what} is in use by another program.`, {
      hint: `Stop that program, or choose another port with ${option}.`,
      cause: error,
    });
  }
  if (code === "EACCES") {
    return new CommandError(`Port ${port} for ${what} may not be opened by this user.`, {
      hint: `Choose a port above 1023 with ${option}.`,
      cause: error,
    });
  }
  return error instanceof Error ? error : new Error(String(error));
}
