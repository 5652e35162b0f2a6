// Words that people give to things: names, notes.
import { z } from "zod/mini";
import type { MessageId } from "../i18n/i18n.ts";

const MOST_NAME = 60;
const MOST_NOTE = 300;

/** A name of a person or a thing. */
export const givenName = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "form.empty" satisfies MessageId),
    z.maxLength(MOST_NAME, "form.longName" satisfies MessageId),
    z.regex(/^[^\p{C}<>]*$/u, "form.oddName" satisfies MessageId),
  );

/** A remark; may be empty. */
export const note = z.string().check(z.trim(), z.maxLength(MOST_NOTE, "form.longNote" satisfies MessageId));
