import { banker } from "./banker.ts";
import { energy } from "./energy.ts";
import { events } from "./events.ts";
import { market } from "./market.ts";
import { money } from "./money.ts";
import { names } from "./names.ts";
import { network } from "./network.ts";
import { shell } from "./shell.ts";
import { trouble } from "./trouble.ts";
import { voting } from "./voting.ts";

export const messages = {
  ...shell,
  ...money,
  ...energy,
  ...events,
  ...market,
  ...voting,
  ...banker,
  ...names,
  ...network,
  ...trouble,
};

/** Every message has these ids in every language. */
export type Messages = Record<keyof typeof messages, string>;
