/** An error of the meter that says what is wrong with which value, and the next step. */
export class MeterError extends Error {
  readonly hint: string | undefined;
  /** Whether doing the same again may help. */
  readonly retry: boolean;

  constructor(message: string, options: { hint?: string; retry?: boolean; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.hint = options.hint;
    this.retry = options.retry ?? false;
  }
}

/** Input that cannot be read: a file, a telegram, a message. `where` is a file and line or a topic. */
export class InputError extends MeterError {
  readonly where: string;

  constructor(where: string, message: string, hint?: string) {
    super(`${where}: ${message}`, { hint });
    this.where = where;
  }
}
