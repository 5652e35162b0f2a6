import {
  type Address,
  BaseError,
  ContractFunctionRevertedError,
  type Hex,
  RawContractError,
  decodeErrorResult,
  isHex,
} from "viem";
import { type ErrorArgs, type ErrorName, errorAbi } from "./contracts.ts";
import { type Explanation, type Words, explanations } from "./sentences/index.ts";
import { plainWords } from "./sentences/words.ts";

/** A named error of the contracts, in words that its reader can act on. */
export class ContractError<Name extends ErrorName = ErrorName> extends Error {
  override readonly name = "ContractError";
  /** The error's name in the contracts: "GovernanceNotVoter". */
  readonly errorName: Name;
  /** The offending values, by name. */
  readonly args: ErrorArgs<Name>;
  readonly sentence: string;
  /** What to do next. */
  readonly next: string;
  /** The transaction, when the refusal came only when it was mined. */
  readonly hash: Hex | undefined;

  constructor(errorName: Name, args: ErrorArgs<Name>, options: { hash?: Hex; cause?: unknown } = {}) {
    const { sentence, next } = explain(errorName, args);
    super(sentence, { cause: options.cause });
    this.errorName = errorName;
    this.args = args;
    this.sentence = sentence;
    this.next = next;
    this.hash = options.hash;
  }

  /** The same as `next`, by the name under which command lines look for it. */
  get hint(): string {
    return this.next;
  }

  /** The sentence with names instead of addresses, where `nameOf` knows one. */
  explain(nameOf: (address: Address) => string | undefined): Explanation {
    return explain(this.errorName, this.args, nameOf);
  }
}

/** A transaction failed and no named error says why: no contract there, no gas left, or a fault of ours. */
export class UnexplainedRevertError extends Error {
  override readonly name = "UnexplainedRevertError";
  readonly hint =
    "Check that the manifest belongs to this chain: ./powerchain deploy --network NAME says what is there.";
  readonly data: Hex | undefined;
  readonly hash: Hex | undefined;

  constructor(message: string, options: { data?: Hex; hash?: Hex; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.data = options.data;
    this.hash = options.hash;
  }
}

/** What an error says, in plain words, and what to do next. */
export function explain<Name extends ErrorName>(
  name: Name,
  args: ErrorArgs<Name>,
  nameOf?: (address: Address) => string | undefined,
): Explanation {
  const tell = explanations[name] as (args: ErrorArgs<Name>, words: Words) => Explanation;
  return tell(args, plainWords(nameOf));
}

/** The named error behind what viem or a node threw; undefined when there is none (a network fault, a refused signature …). */
export function findContractError(error: unknown, hash?: Hex): ContractError | undefined {
  if (error instanceof ContractError) return error;
  const data = revertData(error);
  return data === undefined ? undefined : decodeContractError(data, { hash, cause: error });
}

/** The named error that revert data says; undefined when no contract of ours declares it. */
export function decodeContractError(
  data: Hex,
  options: { hash?: Hex; cause?: unknown } = {},
): ContractError | undefined {
  try {
    const { errorName, args, abiItem } = decodeErrorResult({ abi: errorAbi, data });
    const names = (abiItem as { inputs: readonly { name: string }[] }).inputs.map(({ name }) => name);
    const named = Object.fromEntries(names.map((name, i) => [name, (args as readonly unknown[] | undefined)?.[i]]));
    return new ContractError(errorName, named as never, options);
  } catch {
    return undefined;
  }
}

/** The bytes that a revert carried, wherever in the chain of causes the node's answer put them. */
export function revertData(error: unknown): Hex | undefined {
  let data: Hex | undefined;
  const look = (candidate: unknown): boolean => {
    data ??= dataOf(candidate);
    return data !== undefined;
  };
  if (error instanceof BaseError) error.walk(look);
  for (let at = error, depth = 0; data === undefined && isObject(at) && depth < 10; depth++) {
    look(at);
    at = at["cause"];
  }
  return data;
}

function dataOf(candidate: unknown): Hex | undefined {
  if (candidate instanceof ContractFunctionRevertedError) return candidate.raw;
  const data = candidate instanceof RawContractError || isObject(candidate) ? candidate.data : undefined;
  // Hardhat nests it once more than Geth does.
  const inner = isObject(data) ? data["data"] : data;
  return isHex(inner) && inner.length >= 10 ? inner : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
