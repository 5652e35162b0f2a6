import type { Messages } from "../en/index.ts";
import { banker } from "./banker.ts";
import { energy } from "./energy.ts";
import { errors } from "./errors.ts";
import { events } from "./events.ts";
import { market } from "./market.ts";
import { money } from "./money.ts";
import { names } from "./names.ts";
import { network } from "./network.ts";
import { shell } from "./shell.ts";
import { trouble } from "./trouble.ts";
import { voting } from "./voting.ts";

export const messages: Messages = {
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
  ...errors,
};
