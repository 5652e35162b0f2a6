import { expect } from "chai";
import { parse } from "yaml";
import { composeFile } from "../../src/network/compose.ts";
import { extraData, genesis, validatorsIn } from "../../src/network/genesis.ts";
import { freeSlot, nextNodeName, plannedNodes, portWarnings, portsAt } from "../../src/network/layout.ts";
import { enode, gethFlags, gethToml, peersScript } from "../../src/network/nodeConfig.ts";
import { quorumOf, quorumWarnings } from "../../src/network/quorum.ts";
import { startScript } from "../../src/network/startScript.ts";
import { systemdUnit } from "../../src/network/systemd.ts";
import { networkSchema, nodesOf, servesHttp } from "../../src/network/model.ts";
import { address, sampleNetwork } from "./samples.ts";

describe("A network's description", () => {
  describe("genesis", () => {
    const options = {
      chainId: 7,
      blockTimeS: 2,
      epochBlocks: 100,
      gasLimit: 1_000_000_000,
      createdAt: 16,
      validators: [address(2), address(1)],
    };

    it("lists validators ascending between 32 and 65 bytes of nothing", () => {
      expect(extraData(options.validators)).to.equal(
        `0x${"00".repeat(32)}${"1".repeat(40)}${"2".repeat(40)}${"00".repeat(65)}`,
      );
    });

    it("reads the validators back", () => {
      expect(validatorsIn(extraData(options.validators))).to.deep.equal([address(1), address(2)]);
      expect(validatorsIn("0x")).to.deep.equal([]);
    });

    it("refuses no validator, one twice, and what is no address", () => {
      expect(() => extraData([])).to.throw(RangeError);
      expect(() => extraData([address(1), address(1)])).to.throw(RangeError);
      expect(() => extraData(["0x12"])).to.throw(RangeError);
    });

    it("stops at Berlin: neither London nor the merge", () => {
      const { config } = genesis(options) as { config: Record<string, unknown> };
      expect(config["berlinBlock"]).to.equal(0);
      expect(config).not.to.have.any.keys("londonBlock", "shanghaiTime", "terminalTotalDifficulty");
      expect(config["clique"]).to.deep.equal({ period: 2, epoch: 100 });
    });
  });

  describe("quorum", () => {
    it("needs floor(N/2) + 1 validators", () => {
      const needed = [1, 2, 3, 4, 5, 7].map((count) => quorumOf(count).needed);
      expect(needed).to.deep.equal([1, 2, 2, 3, 3, 4]);
      expect(quorumOf(5).mayFail).to.equal(2);
    });

    it("warns of one, two and even counts, and of nothing else", () => {
      const warned = [1, 2, 3, 4, 5, 6].filter((count) => quorumWarnings(count).length > 0);
      expect(warned).to.deep.equal([1, 2, 4, 6]);
      expect(quorumWarnings(2)[0]).to.match(/when either stops, so does the chain/);
    });
  });

  describe("layout", () => {
    it("gives a single validator no boot node, and others one", () => {
      expect(plannedNodes(1, 0).map(({ name }) => name)).to.deep.equal(["validator-1"]);
      expect(plannedNodes(2, 1).map(({ name }) => name)).to.deep.equal([
        "boot",
        "validator-1",
        "validator-2",
        "account-1",
      ]);
    });

    it("leaves out places of which any port is taken", () => {
      expect(freeSlot(20_000, new Set([20_003, 20_010]))).to.equal(2);
      expect(() => freeSlot(65_530, new Set([65_531]))).to.throw(RangeError);
    });

    it("never gives two nodes a port", () => {
      const ports = [0, 1, 2].flatMap((slot) => Object.values(portsAt(20_000, slot)));
      expect(new Set(ports).size).to.equal(ports.length);
    });

    it("warns of ports that outgoing connections may take, and of no others", () => {
      const at = (port: number) => portWarnings([{ ports: portsAt(port, 0) }]);
      expect(at(30_300)).to.deep.equal([]);
      expect(at(32_770).join()).to.contain("--base-port");
    });

    it("numbers a new node after the highest there is", () => {
      expect(nextNodeName("validator", sampleNetwork(3).nodes)).to.equal("validator-4");
      expect(nextNodeName("account", [])).to.equal("account-1");
    });
  });

  describe("nodes' files", () => {
    const network = sampleNetwork(3);
    const [validator, account, boot] = [
      nodesOf(network, "validator")[0]!,
      nodesOf(network, "account")[0]!,
      nodesOf(network, "boot")[0]!,
    ];

    it("make every other node a peer, and listen on this machine alone", () => {
      const toml = gethToml(network, account, "host");
      expect(toml).to.contain('ListenAddr = "127.0.0.1:20040"').and.contain("NoDiscovery = false");
      expect(toml.match(/enode:/g)).to.have.length(1 + 3 + 3);
      expect(toml).not.to.contain(`${account.nodeId}@`);
      expect(gethToml(network, account, "docker")).to.contain("172.30.87.12:20020");
    });

    it("keep a validator from every peer until its price is set, and then make known to it the network's own", () => {
      const toml = gethToml(network, validator, "host");
      expect(toml).not.to.contain("enode:");
      expect(toml).to.contain("NoDiscovery = true").and.contain("DialRatio = 1");
      expect(peersScript(network, validator, "host").match(/enode:/g)).to.have.length(3);
      expect(peersScript(network, validator, "docker")).to.contain("172.30.87.12:20020");
    });

    it("address a boot node by its discovery port", () => {
      expect(enode(boot, "host")).to.match(/@127\.0\.0\.1:0\?discport=20000$/);
    });

    it("open JSON-RPC on the account node only, and nothing but eth, net and web3", () => {
      expect(network.nodes.filter((node) => servesHttp(network, node)).map(({ name }) => name)).to.deep.equal([
        "account-1",
      ]);
      expect(startScript(network, account))
        .to.contain("--http.api eth,net,web3")
        .and.not.to.match(/admin|personal|debug/);
      expect(startScript(network, validator)).not.to.contain("--http");
      const single = sampleNetwork(1);
      expect(servesHttp(single, single.nodes[0]!)).to.equal(true);
    });

    it("keep keys out of Geth: it signs through Clef", () => {
      expect(gethFlags(network, validator, false).join(" "))
        .to.contain("--signer ./clef/clef.ipc")
        .and.not.to.match(/unlock|--keystore|password/);
      expect(gethFlags(network, account, true).join(" ")).not.to.match(/--mine |--signer|unlock/);
    });

    it("start by systemd from the folder that they were copied to", () => {
      expect(systemdUnit(network, validator))
        .to.contain("ExecStart=/bin/sh /var/lib/powerchain/sample/nodes/validator-1/start.sh")
        .and.contain("Restart=always");
    });

    it("make the same topology for docker-compose, without a version key", () => {
      const file = parse(composeFile(network)) as {
        version?: string;
        services: Record<string, { networks: unknown; ports?: string[] }>;
      };
      expect(file.version).to.equal(undefined);
      expect(Object.keys(file.services)).to.deep.equal([
        "boot",
        "validator-1",
        "validator-2",
        "validator-3",
        "account-1",
        "gateway",
      ]);
      const open = Object.entries(file.services).filter(([, service]) => service.ports !== undefined);
      expect(open.map(([name]) => name)).to.deep.equal(["gateway"]);
    });
  });

  describe("network.json", () => {
    it("is read as it was written", () => {
      const network = sampleNetwork(5);
      expect(networkSchema.parse(JSON.parse(JSON.stringify(network)))).to.deep.equal(network);
    });

    it("is refused with a node of no role or a port out of bounds", () => {
      const network = sampleNetwork(1);
      const node = network.nodes[0]!;
      expect(networkSchema.safeParse({ ...network, nodes: [{ ...node, role: "miner" }] }).success).to.equal(false);
      expect(
        networkSchema.safeParse({ ...network, nodes: [{ ...node, ports: { ...node.ports, p2p: 70_000 } }] }).success,
      ).to.equal(false);
    });
  });
});
