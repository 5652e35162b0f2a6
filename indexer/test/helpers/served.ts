import { HDNodeWallet } from "ethers";
import { type RunningApi, startApi } from "../../src/api/start.ts";
import { type Story, playStory } from "./story.ts";

const MNEMONIC = "test test test test test test test test test test test junk";

/** The key of the embedded chain's i-th account. */
export function walletAt(i: number): HDNodeWallet {
  return HDNodeWallet.fromPhrase(MNEMONIC, undefined, `m/44'/60'/0'/0/${i}`);
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  json: any;
}

/** A story served by an API, called without sockets where that does. */
export class Served {
  readonly story: Story;
  readonly api: RunningApi;

  constructor(story: Story, api: RunningApi) {
    this.story = story;
    this.api = api;
  }

  static async start(seed: number, commands: number): Promise<Served> {
    return Served.of(await playStory(seed, commands), ":memory:");
  }

  /** Serves a story from a database. */
  static async of(story: Story, database: string): Promise<Served> {
    const api = await startApi({
      communities: [
        {
          manifest: story.manifest,
          rpc: story.rpc,
          title: "Story",
          timeZone: "Europe/Athens",
          tariff: { name: "Supplier", retailTicks: 3_100, feedInTicks: 800 },
          labels: { [story.accounts[0]!]: "Ann", [story.accounts[1]!]: "Ben" },
        },
      ],
      database,
      port: 0,
      limit: { perSecond: 1e6, burst: 1e6 },
      pollMs: 50,
    });
    const served = new Served(story, api);
    await served.upToDate();
    return served;
  }

  get index() {
    return this.api.indexer.followers[0]!.index;
  }

  /** Waits until the index is at the story's end. */
  async upToDate(): Promise<void> {
    if (this.index.cursor.block >= this.story.head) return;
    await new Promise<void>((resolve) => {
      const stop = this.index.onChange(({ cursor }) => {
        if (cursor.block < this.story.head) return;
        stop();
        resolve();
      });
    });
  }

  async ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const url = path.startsWith("/") ? path : `/v1/story/${path}`;
    const response = await this.api.app.request(`http://localhost${url}`, init);
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined };
  }

  send(method: string, path: string, body: unknown, token?: string): Promise<Answer> {
    const headers = {
      "content-type": "application/json",
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    };
    return this.ask(path, { method, headers, body: JSON.stringify(body) });
  }

  as(token: string, path: string): Promise<Answer> {
    return this.ask(path, { headers: { authorization: `Bearer ${token}` } });
  }

  async signIn(i: number): Promise<string> {
    const wallet = walletAt(i);
    const { json } = await this.ask(`sign-in?address=${wallet.address}`);
    const signature = await wallet.signMessage(json.message);
    const answer = await this.send("POST", "sign-in", { message: json.message, signature });
    return answer.json.token as string;
  }

  stop(): Promise<void> {
    return this.api.stop();
  }
}
