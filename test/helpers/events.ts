import type { Contract, ContractTransactionResponse } from "ethers";

/** The arguments of a contract's events of one name that a transaction wrote, in order. */
export async function eventsOf(
  contract: Contract,
  name: string,
  sent: ContractTransactionResponse,
): Promise<unknown[][]> {
  const receipt = await sent.wait();
  return receipt!.logs
    .filter(({ address }) => address === contract.target)
    .map((log) => contract.interface.parseLog(log)!)
    .filter((event) => event.name === name)
    .map(({ args }) => [...(args as unknown as unknown[])]);
}
