import path from "node:path";
import pc from "picocolors";
import { CommandError } from "../../lib/errors.ts";
import { printTable } from "../../lib/output.ts";
import { shownPath } from "../../lib/paths.ts";
import { withProgress } from "../../lib/progress.ts";
import { addValidator, propose, readMembership, removeValidator, withdraw } from "../membership.ts";
import { type Network, nodesOf } from "../model.ts";
import { quorumOf, quorumWarnings } from "../quorum.ts";
import { takeSnapshot } from "../snapshot.ts";
import { networkFolder, nodeFolder, readNetwork } from "../store.ts";

const say = (lines: string[]): void => {
  if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
};
const warnings = (count: number): string[] => quorumWarnings(count).map((line) => pc.yellow(`! ${line}`));

export async function runAddValidator(name: string, flags: { host?: string }): Promise<void> {
  const { signers } = await readMembership(readNetwork(name));
  say(warnings(signers.length + 1));
  const added = await withProgress(
    `Add a validator to ${name}`,
    async (tell) => await addValidator(name, flags.host, tell),
  );
  const { node, inOffice, network } = added;
  if (inOffice) say([`${node.name} (${node.address}) seals now.`, sentence(signers.length + 1)]);
  else if (node.host !== "127.0.0.1") {
    say([
      `${node.name} is made and this machine's validators vote for it.`,
      `Copy ${shownPath(nodeFolder(network, node))} to ${node.host} and start it there (start.sh, or its systemd unit).`,
      `Give the other operators ${shownPath(path.join(networkFolder(name), "network.json"))}, which holds no secret. They put it in place of theirs, and run:`,
      `  ./powerchain network start ${name}     which makes the new node known to theirs`,
      `  ./powerchain network propose ${name} ${node.address}`,
    ]);
  } else
    say([
      `${node.name} runs, but votes are missing. Operators of the other validators run:`,
      `  ./powerchain network propose ${name} ${node.address}`,
    ]);
}

function sentence(count: number): string {
  const { needed, mayFail } = quorumOf(count);
  return `${count} validators: ${needed} are needed for blocks to come, ${mayFail === 0 ? "none" : mayFail} may fail.`;
}

export async function runRemoveValidator(name: string, nodeName: string): Promise<void> {
  const network = readNetwork(name);
  const { signers } = await readMembership(network);
  const address = network.nodes.find((node) => node.name === nodeName)?.address;
  if (address !== undefined && signers.includes(address) && signers.length > 1) say(warnings(signers.length - 1));
  const removed = await withProgress(
    `Remove ${nodeName} from ${name}`,
    async (tell) => await removeValidator(name, nodeName, tell),
  );
  if (!removed.left) {
    say([
      `Votes are missing, so ${nodeName} stays for now. Operators of the other validators run:`,
      `  ./powerchain network propose ${name} ${address} --remove`,
      "Then run this again.",
    ]);
    return;
  }
  const after = (await readMembership(removed.network)).signers.length;
  say([
    `${nodeName} is out.${removed.folder === undefined ? "" : ` Its folder, with its keys, is at ${shownPath(removed.folder)}.`}`,
    sentence(after),
  ]);
}

export async function runPropose(
  name: string,
  address: string,
  flags: { remove?: boolean; withdraw?: boolean; as?: string },
): Promise<void> {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address))
    throw new CommandError(`${address} is not an address.`, { hint: "An address is 0x and 40 hexadecimal digits." });
  const network = readNetwork(name);
  const wanted = address.toLowerCase() as `0x${string}`;
  if (flags.withdraw === true) {
    await withdraw(network, wanted);
    say([`Votes on ${wanted} are withdrawn, as far as no block holds them yet.`]);
    return;
  }
  const { signers } = await readMembership(network);
  say(warnings(signers.length + (flags.remove === true ? -1 : 1)));
  const voters = await propose(network, wanted, flags.remove !== true, flags.as);
  say([
    `${voters.join(", ")} vote${voters.length === 1 ? "s" : ""} ${flags.remove === true ? "against" : "for"} ${wanted}. Each vote counts with the next block that its validator seals.`,
    `See how many are missing: ./powerchain network validators ${name}`,
  ]);
}

export async function runValidators(name: string, flags: { json?: boolean }): Promise<void> {
  const network = readNetwork(name);
  const membership = await readMembership(network);
  const { sealed } = await takeSnapshot(network, false);
  const rows = membership.signers.map((address) => {
    const own = sealed.filter(({ signer }) => signer.toLowerCase() === address);
    return { address, node: nameOf(network, address), sealed: own.length, lastSealed: own.at(-1)?.number ?? null };
  });
  if (flags.json === true) {
    process.stdout.write(
      `${JSON.stringify({ ...quorumOf(rows.length), validators: rows, open: membership.open }, null, 2)}\n`,
    );
    return;
  }
  const right = (title: string) => ({ title, align: "right" as const });
  printTable(
    ["validator", "node", right(`sealed of the last ${sealed.length}`), right("last sealed")],
    rows.map((row) => [row.address, row.node ?? "elsewhere", String(row.sealed), String(row.lastSealed ?? "–")]),
  );
  const open = membership.open.map(({ address, authorize, votes, missing }) => {
    const node = nameOf(network, address);
    return `Vote to ${authorize ? "admit" : "remove"} ${address}${node === undefined ? "" : ` (${node})`}: ${votes} so far, ${missing} missing.`;
  });
  say(["", sentence(rows.length), ...warnings(rows.length), ...(open.length > 0 ? open : ["No vote is open."])]);
}

function nameOf(network: Network, address: string): string | undefined {
  return nodesOf(network, "validator").find((node) => node.address === address)?.name;
}
