import type { Store } from "../store/store.ts";

/** Names that residents and units go by, kept on this server and never on the chain. */
export class Names {
  readonly #store: Store;
  readonly #community: number;
  readonly #names = new Map<string, string>();

  constructor(store: Store, community: number) {
    this.#store = store;
    this.#community = community;
  }

  async load(): Promise<void> {
    const rows = await this.#store.all<{ address: string; name: string }>(
      "SELECT address, name FROM labels WHERE community = ?",
      [this.#community],
    );
    for (const { address, name } of rows) this.#names.set(address, name);
  }

  get(address: string): string | null {
    return this.#names.get(address) ?? null;
  }

  /** The name, or the address in short. */
  who(address: string): string {
    return this.#names.get(address) ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
  }

  /** Whose name it is, whatever the case of its letters. */
  holderOf(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return this.all().find(([, one]) => one.toLowerCase() === wanted)?.[0];
  }

  all(): [address: string, name: string][] {
    return [...this.#names];
  }

  async set(address: string, name: string): Promise<void> {
    await this.#store.change(
      "INSERT INTO labels (community, address, name) VALUES (?, ?, ?) ON CONFLICT (community, address) DO UPDATE SET name = excluded.name",
      [this.#community, address, name],
    );
    this.#names.set(address, name);
  }

  async remove(address: string): Promise<number> {
    this.#names.delete(address);
    return this.#store.change("DELETE FROM labels WHERE community = ? AND address = ?", [this.#community, address]);
  }
}
