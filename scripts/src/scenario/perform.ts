import {
  type BallotCommand,
  type OrderType,
  type ParameterName,
  type PowerChain,
  type Quantity,
  type Sent,
  type Side,
  type VoteResult,
  costOf,
  parseDecimal,
  parseParameter,
  quantities,
} from "@powerchain/sdk";
import type { Address, Hex } from "viem";
import type { Text } from "./document.ts";
import type { DoStep } from "./model.ts";
import { submitReports } from "./reports.ts";
import { readFlag, type Figure, type Kind } from "./values.ts";
import type { World } from "./world.ts";

/** What a step came to. */
export interface Done {
  hash: Hex;
  blockNumber: bigint;
  gasUsed: bigint;
  gives: Record<string, Figure>;
}

/** Prices that the contract's type can hold: whether a price is allowed is the contract's to say. */
const anyPrice: Quantity = { ...quantities.price, least: 0n };
const count: Quantity = { unit: "", decimals: 0, most: 2n ** 128n - 1n };
const DEFAULT_MAX_FILLS = 100n;

/** Sends a step's command and gives what came of it. `now` is the time that the command's block will have, as far as that is known. */
export async function perform(world: World, step: DoStep, now: () => Promise<bigint>): Promise<Done> {
  const args = new Arguments(world, step);
  const chain = world.as(step.as);
  if (step.command === "submitReports") {
    const { sent, gives } = await submitReports(world, chain, args.address("unit"), step.readings, await now());
    return done(sent, gives);
  }
  return await (voting(step, args, chain, world) ?? energy(step, args, chain) ?? money(step, args, chain, world));
}

function done(sent: Sent<object>, gives: Record<string, Figure> = {}): Done {
  const { hash, blockNumber, gasUsed } = sent;
  return { hash, blockNumber, gasUsed, gives };
}

const figure = (kind: Kind, value: Figure["value"]): Figure => ({ kind, value });

/** A step's arguments as the chain takes them. @throws UnitsError for a number that it cannot hold */
class Arguments {
  readonly #world: World;
  readonly #texts: Map<string, Text>;

  constructor(world: World, step: DoStep) {
    this.#world = world;
    this.#texts = step.with;
  }

  text(name: string): string {
    return this.given(name)?.text ?? "";
  }

  given(name: string): Text | undefined {
    return this.#texts.get(name);
  }

  address(name: string): Address {
    return this.#world.address(this.text(name));
  }

  amount(name: string, quantity: Quantity): bigint {
    return parseDecimal(this.text(name), quantity);
  }

  /** 0 when it is not given. */
  optional(name: string, quantity: Quantity): bigint {
    return this.given(name) === undefined ? 0n : this.amount(name, quantity);
  }

  ballotCommand(): BallotCommand {
    return this.#world.ballotCommand(this.given("ballot") ?? { text: "", line: 0 });
  }

  flag(name: string): boolean {
    return readFlag(this.given(name) ?? { text: "", line: 0 });
  }
}

function voting(step: DoStep, args: Arguments, chain: PowerChain, world: World): Promise<Done> | undefined {
  const { governance } = chain;
  const voted = async (vote: Promise<Sent<VoteResult>>): Promise<Done> => {
    const sent = await vote;
    return done(sent, { executed: figure("flag", sent.executed) });
  };
  const send = (command: BallotCommand): Promise<Done> => {
    world.rememberBallot(step, command);
    return voted(sendCommand(governance, command));
  };
  switch (step.command) {
    case "addVoter":
    case "removeVoter":
      return send({ kind: step.command, voter: args.address("voter") });
    case "registerStorageUnit":
      return send({
        kind: "registerStorageUnit",
        unit: args.address("unit"),
        owner: args.address("owner"),
        capacityWh: args.optional("capacityKwh", quantities.kwh),
        powerW: args.optional("powerKw", quantities.kw),
      });
    case "removeStorageUnit":
      return send({ kind: "removeStorageUnit", unit: args.address("unit") });
    case "changeBanker":
      return send({
        kind: "changeBanker",
        banker: args.text("banker") === "none" ? undefined : args.address("banker"),
      });
    case "setParameter": {
      const name = args.text("name") as ParameterName;
      return send({ kind: "setParameter", name, value: parseParameter(name, args.text("value")) });
    }
    case "vote":
      return ballotId(chain, args).then((ballot) => voted(governance.vote({ ballot, support: args.flag("support") })));
    case "executeBallot":
      return ballotId(chain, args).then(async (ballot) => done(await governance.executeBallot({ ballot })));
    case "retireVoter":
      return governance.retireVoter({ voter: args.address("voter") }).then((sent) => done(sent));
    default:
      return undefined;
  }
}

/** The ballot on the command: the open one, else the last; 0, which none has, when there never was one. */
async function ballotId(chain: PowerChain, args: Arguments): Promise<bigint> {
  return (await chain.governance.latestBallotOn(args.ballotCommand()))?.id ?? 0n;
}

function sendCommand(governance: PowerChain["governance"], command: BallotCommand): Promise<Sent<VoteResult>> {
  switch (command.kind) {
    case "addVoter":
      return governance.addVoter(command);
    case "removeVoter":
      return governance.removeVoter(command);
    case "registerStorageUnit":
      return governance.registerStorageUnit(command);
    case "removeStorageUnit":
      return governance.removeStorageUnit(command);
    case "changeBanker":
      return governance.changeBanker(command);
    case "setParameter":
      return governance.setParameter(command);
  }
}

function energy(step: DoStep, args: Arguments, { pool }: PowerChain): Promise<Done> | undefined {
  switch (step.command) {
    case "energyProduced":
      return pool
        .energyProduced({ producer: args.address("producer"), energyWh: args.amount("energyKwh", quantities.kwh) })
        .then((sent) =>
          done(sent, pick(sent, { minted: "ent", toProducer: "ent", toProvider: "ent", paidOff: "ent" })),
        );
    case "energyConsumed":
      return pool
        .energyConsumed({ consumer: args.address("consumer"), energyWh: args.amount("energyKwh", quantities.kwh) })
        .then((sent) =>
          done(sent, {
            ...pick(sent, { burned: "ent", returned: "ent", owed: "ent" }),
            unbackedKwh: figure("kwh", sent.unbackedWh),
            unbookedKwh: figure("kwh", sent.unbookedWh),
          }),
        );
    case "reportActualEnergy":
      return pool.reportActualEnergy({ energyWh: args.amount("energyKwh", quantities.kwh) }).then((sent) => done(sent));
    case "startConsumptionSession":
      return pool
        .startConsumptionSession({ unit: args.address("unit"), ent: args.amount("ent", quantities.ent) })
        .then((sent) => done(sent, { energyKwh: figure("kwh", sent.energyWh) }));
    case "closeSession":
      return pool
        .closeSession({ unit: args.address("unit"), consumer: args.address("consumer") })
        .then((sent) => done(sent, pick(sent, { returned: "ent" })));
    case "clearOldSessions":
      return pool
        .sessionKeys()
        .then((sessions) => pool.clearOldSessions({ sessions }))
        .then((sent) => done(sent, pick(sent, { closed: "count" })));
    case "repay":
      return pool
        .repay({ resident: args.address("resident"), ent: args.amount("ent", quantities.ent) })
        .then((sent) => done(sent));
    default:
      return undefined;
  }
}

function pick<Kinds extends Record<string, Kind>>(
  sent: Record<keyof Kinds, bigint>,
  kinds: Kinds,
): Record<string, Figure> {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, figure(kind, sent[name] as bigint)]));
}

async function money(step: DoStep, args: Arguments, chain: PowerChain, world: World): Promise<Done> {
  const { bank, ent, eur } = chain;
  const amount = (): bigint => args.amount("amount", step.command === "transferEnt" ? quantities.ent : quantities.eur);
  const reference = args.text("reference");
  switch (step.command) {
    case "transferEnt":
      return done(await ent.transfer({ to: args.address("to"), amount: amount() }));
    case "transferEur":
      return done(await eur.transfer({ to: args.address("to"), amount: amount() }));
    case "mintEuro":
      return done(await bank.mintEuro({ to: args.address("to"), amount: amount(), reference }));
    case "burnEuro":
      return done(await bank.burnEuro({ from: args.address("from"), amount: amount(), reference }));
    case "lockEuro":
      return done(await bank.lockEuro({ amount: amount() }));
    case "unlockEuro":
      return done(await bank.unlockEuro({ account: args.address("account"), amount: amount() }));
    case "addOrder":
      return await addOrder(step, args, chain, world);
    case "removeOrder":
      return await removeOrder(args, chain, world);
    default:
      throw new Error(`${step.command} is in the table of commands and is done by nobody`);
  }
}

async function addOrder(step: DoStep, args: Arguments, { market }: PowerChain, world: World): Promise<Done> {
  const side = args.text("side") as Side;
  const sent = await market.addOrder({
    side,
    lots: args.amount("ent", quantities.lots),
    priceTicks: args.amount("price", anyPrice),
    type: (args.given("type")?.text ?? "limit") as OrderType,
    maxFills: args.given("maxFills") === undefined ? DEFAULT_MAX_FILLS : args.amount("maxFills", count),
  });
  if (step.label !== undefined) world.rememberOrder(step.label, sent.order);
  return done(sent, {
    filled: figure("lots", sent.filled),
    rested: figure("lots", sent.rested),
    spent: figure("eur", side === "buy" ? sent.eur : 0n),
    earned: figure("eur", side === "sell" ? sent.eur : 0n),
  });
}

/** A sell gives back ENT; a buy gives back the eEuro that it could still have cost. */
async function removeOrder(args: Arguments, { market }: PowerChain, world: World): Promise<Done> {
  const order = world.order(args.text("order"));
  const { side, priceTicks } = await market.order(order);
  const sent = await market.removeOrder({ order });
  const returned = side === "sell" ? figure("lots", sent.returned) : figure("eur", costOf(sent.returned, priceTicks));
  return done(sent, { returned });
}
