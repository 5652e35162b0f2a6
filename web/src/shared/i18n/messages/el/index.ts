import { messages as en } from "../en/index.ts";
export const messages = { ...en };
