// What the demo wallet signs and sends with. It is loaded when something is first asked of it: the first view needs no cryptography.
import { createPublicClient, type Hex, hexToString, http, isHex, numberToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { DemoPerson, RuntimeConfig } from "../config/config.ts";
import { communityChain, rpcAddress } from "./chain.ts";

export interface TransactionRequest {
  to?: Hex;
  data?: Hex;
  value?: Hex;
  gas?: Hex;
  nonce?: Hex;
}

const connect = (config: RuntimeConfig) =>
  createPublicClient({ chain: communityChain(config), transport: http(rpcAddress(config)) });

/** Signs a person's transaction and sends it. */
export async function sendAs(person: DemoPerson, config: RuntimeConfig, request: TransactionRequest): Promise<Hex> {
  const client = connect(config);
  const account = privateKeyToAccount(person.privateKey);
  const { to, data } = request;
  const gas = request.gas ?? numberToHex(await client.estimateGas({ account, to, data, gasPrice: 0n, type: "legacy" }));
  const nonce = await client.getTransactionCount({ address: account.address, blockTag: "pending" });
  const serialized = await account.signTransaction({
    type: "legacy",
    chainId: config.chainId,
    gasPrice: 0n,
    gas: BigInt(gas),
    nonce: request.nonce === undefined ? nonce : Number(request.nonce),
    to,
    data,
    value: BigInt(request.value ?? "0x0"),
  });
  return await client.sendRawTransaction({ serializedTransaction: serialized });
}

/** @param message text, or its bytes in hex, as personal_sign has it */
export async function signAs(person: DemoPerson, message: string): Promise<Hex> {
  const account = privateKeyToAccount(person.privateKey);
  return await account.signMessage({ message: isHex(message) ? hexToString(message) : message });
}

/** Passes a request on to the community's node. */
export async function passOn(config: RuntimeConfig, method: string, params: unknown): Promise<unknown> {
  const client = connect(config);
  return await client.request({ method, params } as Parameters<typeof client.request>[0]);
}
