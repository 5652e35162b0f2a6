/** JSON with bigints, as {"§": "123"}: channel states go to disk and come back as they were. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? { "§": item.toString() } : item));
}

export function fromJson(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null) return item;
    const big = (item as { "§"?: unknown })["§"];
    return typeof big === "string" ? BigInt(big) : item;
  }) as unknown;
}
