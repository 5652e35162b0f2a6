import type { Command } from "commander";
import { examples, groups } from "../lib/help.ts";
import { registerLife } from "./network/life.ts";
import { registerBackup } from "./network/backup.ts";
import { registerInit } from "./network/init.ts";
import { registerMembers } from "./network/members.ts";
import { registerStatus } from "./network/status.ts";

export function register(program: Command): void {
  const command = program
    .command("network")
    .helpGroup(groups.network)
    .summary("make, start, watch and mend a network of validators")
    .description(
      "Runs the community's own chain: a Geth Clique network of any number of validators, on this machine or on several.",
    );
  registerInit(command);
  registerLife(command);
  registerStatus(command);
  registerMembers(command);
  registerBackup(command);
  examples(command, {
    "network start": "a network of one validator, called geth",
    "network init demo --validators 3": "make a network of three validators, with keys and a folder a node",
    "network start demo": "start it, and wait until it answers",
    "network status demo --watch": "see who seals, and what to do when somebody does not",
  });
}
