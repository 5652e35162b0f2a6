import {
  type Account,
  type Address,
  type Chain,
  type PublicClient,
  type Transport,
  type WalletClient,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
} from "viem";
import { parseAccount } from "viem/accounts";
import { bankCommands } from "./commands/bank.ts";
import type { Command } from "./commands/command.ts";
import { gatewayCommands } from "./commands/gateway.ts";
import { governanceCommands } from "./commands/governance.ts";
import { marketCommands } from "./commands/market.ts";
import { poolCommands } from "./commands/pool.ts";
import { entCommands, eurCommands } from "./commands/tokens.ts";
import type { Addresses } from "./contracts.ts";
import { type Manifest, addressesOf } from "./manifest.ts";
import { bankReads, ledgerReads, tokenReads } from "./reads/bank.ts";
import { governanceReads } from "./reads/governance.ts";
import { lensReads } from "./reads/lens.ts";
import { marketReads } from "./reads/market.ts";
import { gatewayReads, poolReads } from "./reads/pool.ts";
import { type ReadContext, createReader } from "./reads/reader.ts";
import { NoSenderError, type SendOptions, type Sent, send } from "./send.ts";

export interface PowerChainOptions {
  manifest: Manifest;
  /** How the chain is reached: viem's `http(url)`, or `custom(provider)` for a wallet or an embedded chain. */
  transport?: Transport;
  /** Instead of a transport: a client that is there already. */
  publicClient?: PublicClient;
  /** Signs and sends; by default a client on the same transport. */
  walletClient?: WalletClient;
  /** Who sends: a local account, or the address of one that the wallet holds. Without it only reads work. */
  account?: Account | Address;
  /** Which block's state and time a command is tried against before it is sent (default: the latest). */
  simulateAt?: "latest" | "pending";
  /** How often a pending transaction is looked for, in ms. */
  pollingInterval?: number;
  /** Reads tell the state after this block; without it, after the last one. */
  blockNumber?: bigint;
}

type AnyCommands = Record<string, (args: never) => Command>;
type Senders<Commands extends AnyCommands> = {
  [Name in keyof Commands]: Commands[Name] extends (args: infer Args) => Command<infer Result>
    ? (args: Args, options?: SendOptions) => Promise<Sent<Result>>
    : never;
};

/** Everything that can be done with one community's contracts. Amounts are bigint in the chain's units; see `units`. */
export type PowerChain = ReturnType<typeof createPowerChain>;

/**
 * A typed client of one community. Commands try first, then send, and give what came of it; reads give plain data.
 * Errors of the contracts arrive as `ContractError`: a name, its values, a sentence and the next step.
 */
export function createPowerChain(options: PowerChainOptions) {
  const { manifest } = options;
  const addresses = addressesOf(manifest);
  const clients = clientsOf(options);
  const context: ReadContext = {
    addresses,
    publicClient: clients.publicClient,
    firstBlock: BigInt(manifest.block),
    blockNumber: options.blockNumber,
  };
  const read = createReader(context);
  const sendCommand = <Result>(sent: Command<Result>, sendOptions?: SendOptions): Promise<Sent<Result>> =>
    send(senderOf(options, clients, addresses), sent, sendOptions);
  const senders = <Commands extends AnyCommands>(commands: Commands): Senders<Commands> =>
    sendersOf(commands, sendCommand);
  return {
    manifest,
    addresses,
    publicClient: clients.publicClient,
    read,
    /** The address that sends, if there is one. */
    account: clients.account?.address,
    /** Sends a command made by one of the command tables. */
    send: sendCommand,
    /** The same community, seen by another sender. */
    as: (account: Account | Address) => createPowerChain({ ...options, account }),
    /** The same community as it was after a block. */
    at: (blockNumber: bigint) => createPowerChain({ ...options, blockNumber }),
    governance: { ...senders(governanceCommands), ...governanceReads(read) },
    pool: { ...senders(poolCommands), ...poolReads(read, context) },
    gateway: { ...senders(gatewayCommands), ...gatewayReads(read) },
    market: { ...senders(marketCommands), ...marketReads(read, context) },
    bank: { ...senders(bankCommands), ...bankReads(read) },
    ent: { ...senders(entCommands), ...tokenReads(read, "energyToken") },
    eur: { ...senders(eurCommands), ...tokenReads(read, "euroToken") },
    ledger: ledgerReads(read),
    lens: lensReads(read),
  };
}

interface Clients {
  publicClient: PublicClient;
  walletClient: WalletClient | undefined;
  account: Account | undefined;
}

function clientsOf({ manifest, ...options }: PowerChainOptions): Clients {
  const { pollingInterval = 250 } = options;
  const account = options.account === undefined ? options.walletClient?.account : parseAccount(options.account);
  const chain = chainOf(manifest);
  if (options.publicClient !== undefined) {
    const { request } = options.publicClient;
    const walletTransport = options.transport ?? custom({ request: request as never });
    const walletClient = options.walletClient ?? createWalletClient({ chain, transport: walletTransport });
    return { publicClient: options.publicClient, walletClient, account };
  }
  if (options.transport === undefined) throw new TypeError("createPowerChain needs a transport or a publicClient");
  const transport = withoutRetriesInProcess(options.transport);
  const publicClient = createPublicClient({ chain, transport, pollingInterval, cacheTime: 0 });
  const walletClient = options.walletClient ?? createWalletClient({ chain, transport });
  return { publicClient, walletClient, account };
}

/** A wallet or a chain in this process loses no answer: asking it again only makes a refusal slow. */
function withoutRetriesInProcess(transport: Transport): Transport {
  return (config) => {
    const made = transport(config);
    return made.config.type === "custom" ? transport({ ...config, retryCount: config.retryCount ?? 0 }) : made;
  };
}

/** The chain as viem knows chains. The native coin buys nothing here: gas has no price. */
export function chainOf({ chainId, network }: Pick<Manifest, "chainId" | "network">): Chain {
  return defineChain({
    id: chainId,
    name: `PowerChain ${network}`,
    nativeCurrency: { name: "Nothing", symbol: "NIL", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
}

function senderOf(options: PowerChainOptions, { publicClient, walletClient, account }: Clients, addresses: Addresses) {
  if (account === undefined || walletClient === undefined) throw new NoSenderError();
  return {
    addresses,
    publicClient,
    walletClient: walletClient as WalletClient<Transport, Chain>,
    account,
    simulateAt: options.simulateAt ?? ("latest" as const),
  };
}

function sendersOf<Commands extends AnyCommands>(
  commands: Commands,
  sendCommand: (sent: Command, options?: SendOptions) => Promise<unknown>,
): Senders<Commands> {
  const entries = Object.entries(commands).map(([name, make]) => [
    name,
    async (args: never, options?: SendOptions) => await sendCommand(make(args), options),
  ]);
  return Object.fromEntries(entries) as Senders<Commands>;
}
