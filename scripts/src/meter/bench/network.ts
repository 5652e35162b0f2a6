import { type Addresses, addressesOf, governanceCommands, encodeCommand } from "@powerchain/sdk";
import { type Hex, http, bytesToHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { deployCommunity } from "../../deploy/deployCommunity.ts";
import { CommandError } from "../../lib/errors.ts";
import { Observer } from "../../network/bench/observer.ts";
import { sendAll } from "../../network/bench/send.ts";
import { type LoadAccount, loadAccounts, signLegacy } from "../../network/bench/signing.ts";
import { initNetwork } from "../../network/init.ts";
import { nodesOf } from "../../network/model.ts";
import { connectNode } from "../../network/node.ts";
import { describeNetwork } from "../../network/resolve.ts";
import { startNetwork } from "../../network/start.ts";
import { destroyNetwork } from "../../network/stop.ts";
import { networkExists } from "../../network/store.ts";
import { type RigChain, benchUnits } from "./rig.ts";

const NAME = "bench-meter";
const TIMEOUT_MS = 600_000;

/** Lends a fresh one-validator network with a community and so many registered units, and removes it afterwards. */
export async function withNetwork<T>(
  { units, basePort, say }: { units: number; basePort?: number; say: (text: string) => void },
  work: (chain: RigChain) => Promise<T>,
): Promise<T> {
  if (networkExists(NAME)) await destroyNetwork(NAME);
  say("making a network of one validator");
  await initNetwork({ name: NAME, validators: 1, accountNodes: 0, basePort });
  try {
    const network = await startNetwork(NAME, { bare: true });
    const client = await connectNode(network, nodesOf(network, "validator")[0] as ReturnType<typeof nodesOf>[number]);
    try {
      const { rpcUrl } = describeNetwork(network);
      const [voter] = loadAccounts("operator", 1) as [LoadAccount];
      const deployer = privateKeyToAccount(bytesToHex(voter.key));
      const { manifest } = await deployCommunity({ network: NAME, transport: http(rpcUrl), deployer });
      const addresses = addressesOf(manifest);
      say(`registering ${units} units`);
      const nonce = Number(await client.request<Hex>("eth_getTransactionCount", [voter.address, "latest"]));
      const load = registrations(voter, addresses, manifest.chainId, nonce, units);
      const observer = await Observer.follow(client);
      const sent = await sendAll([client], observer, load, { inFlight: 3_000, batch: 250, timeoutMs: TIMEOUT_MS });
      await observer.stop();
      if (sent.missing.length > 0 || sent.refused.length > 0)
        throw new CommandError(`${sent.missing.length} units were not registered: ${sent.refused[0] ?? ""}.`, {
          retry: true,
        });
      const { meterGateway, energyPool } = manifest.contracts;
      return await work({
        rpcUrl,
        chainId: manifest.chainId,
        genesisHash: manifest.genesisHash,
        gateway: meterGateway.address,
        pool: energyPool.address,
        fromBlock: manifest.block,
      });
    } finally {
      client.close();
    }
  } finally {
    await destroyNetwork(NAME);
  }
}

function registrations(voter: LoadAccount, addresses: Addresses, chainId: number, nonce: number, units: number) {
  return benchUnits(units).map(({ address: unit }, i) => {
    const command = encodeCommand(addresses, governanceCommands.registerStorageUnit({ unit, owner: voter.address }));
    return signLegacy(voter, { chainId, nonce: nonce + i, gas: 600_000n, ...command });
  });
}
