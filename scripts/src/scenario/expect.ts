import {
  type BallotCommand,
  type PowerChain,
  type Side,
  UnitsError,
  formatParameter,
  parameterNames,
  pricings,
} from "@powerchain/sdk";
import type { Text } from "./document.ts";
import type { BookSide, Check, ExpectStep } from "./model.ts";
import { figures } from "./table.ts";
import { type Difference, type Figure, type Kind, type Value, compare, show } from "./values.ts";
import type { World } from "./world.ts";

/** Holds the chain as it is at its last block against a step; gives the first difference. */
export async function checkExpectations(world: World, step: ExpectStep): Promise<Difference | undefined> {
  const chain = world.chain.at(await world.chain.publicClient.getBlockNumber());
  for (const check of step.checks) {
    const difference = await checkOne(world, chain, check);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

async function checkOne(world: World, chain: PowerChain, check: Check): Promise<Difference | undefined> {
  if (check.on === "book") return await checkBook(chain, check.sides);
  if (check.on === "banker") {
    const banker = world.nameOf((await chain.lens.network()).banker);
    return compare("banker", check.banker, { kind: "word", value: banker });
  }
  const found = await read(world, chain, check);
  for (const [name, expected] of check.fields) {
    const figure = found[name];
    if (figure === undefined) throw new Error(`nobody reads ${name} of ${check.title}`);
    const difference = compare(`${check.title}: ${name}`, expected, figure);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

type Figures = Record<string, Figure>;

async function read(
  world: World,
  chain: PowerChain,
  check: Exclude<Check, { on: "book" | "banker" }>,
): Promise<Figures> {
  switch (check.on) {
    case "network": {
      const network = await chain.lens.network();
      return withKinds(figures.network, { ...network, energyKwh: network.energyWh });
    }
    case "parameters":
      return await readParameters(chain);
    case "account":
      return await readAccount(world, chain, check.name);
    case "session": {
      const key = { unit: world.address(check.unit), consumer: world.address(check.consumer) };
      const { live, ent, energyWh } = await chain.lens.session(key);
      return withKinds(figures.session, { live, ent, energyKwh: energyWh });
    }
    case "ballot":
      return await readBallot(world, chain, check);
    case "order": {
      const id = world.order(check.label);
      const order = id === 0n ? { open: false, left: 0n } : await chain.market.order(id);
      return withKinds(figures.order, { open: order.open, left: order.left });
    }
  }
}

function withKinds<Kinds extends Record<string, Kind>>(kinds: Kinds, values: Record<keyof Kinds, Value>): Figures {
  return Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [name, { kind, value: values[name] as Value }]),
  );
}

async function readParameters(chain: PowerChain): Promise<Figures> {
  const { parameters } = await chain.lens.network();
  return Object.fromEntries(
    parameterNames.map((name) => {
      const kind = figures.parameters[name];
      const value =
        kind === "word"
          ? (pricings[Number(parameters[name])] ?? formatParameter(name, parameters[name]))
          : parameters[name];
      return [name, { kind, value }];
    }),
  );
}

async function readAccount(world: World, chain: PowerChain, name: string): Promise<Figures> {
  const address = world.address(name);
  const [account, unit] = await Promise.all([chain.lens.account(address), chain.lens.storageUnit(address)]);
  return {
    ...withKinds(figures.account, account),
    ...withKinds(figures.unit, {
      energyKwh: unit.storedWh,
      lockedKwh: unit.lockedWh,
      registered: unit.owner !== undefined,
      owner: world.nameOf(unit.owner),
      capacityKwh: unit.capacityWh,
      powerKw: unit.powerW,
      givenAwayKwh: unit.givenAwayWh,
    }),
  };
}

/** What is missing follows from the voters now in office, for a ballot that is closed as well. */
async function readBallot(world: World, chain: PowerChain, check: Extract<Check, { on: "ballot" }>): Promise<Figures> {
  const command = commandOf(world, check.ballot);
  const ballot = command === undefined ? undefined : await chain.governance.latestBallotOn(command);
  const positive = ballot?.positive ?? 0n;
  const needed = (await chain.governance.voterCount()) / 2n + 1n;
  const missing = needed > positive ? needed - positive : 0n;
  return withKinds(figures.ballot, { open: ballot?.state === "open", positive, missing });
}

/** Nothing for a command with a number that the chain cannot hold: there never was a ballot on it. */
function commandOf(world: World, ballot: Text): BallotCommand | undefined {
  try {
    return world.ballotCommand(ballot);
  } catch (error) {
    if (error instanceof UnitsError) return undefined;
    throw error;
  }
}

async function checkBook(chain: PowerChain, sides: Map<Side, BookSide>): Promise<Difference | undefined> {
  for (const [side, { line, levels }] of sides) {
    const found = await chain.market.book(side, levels.length + 10);
    const figuresOf = found.map(({ priceTicks, lots }): [Figure, Figure] => [
      { kind: "price", value: priceTicks },
      { kind: "lots", value: lots },
    ]);
    const same =
      found.length === levels.length &&
      levels.every(({ price, left }, i) => {
        const [tick, lots] = figuresOf[i] as [Figure, Figure];
        return compare("", price, tick) === undefined && compare("", left, lots) === undefined;
      });
    if (same) continue;
    const shown = (list: [string, string][]): string =>
      `[${list.map(([price, left]) => `[${price}, ${left}]`).join(", ")}]`;
    return {
      line,
      what: `book: ${side}`,
      expected: shown(levels.map(({ price, left }) => [price.text, left.text])),
      found: shown(figuresOf.map(([tick, lots]) => [show(tick), show(lots)])),
    };
  }
  return undefined;
}
