/** What the embedded chain offers in this process: EIP-1193, as viem's `custom(provider)` takes it. */
export interface Provider {
  request(call: { method: string; params?: unknown }): Promise<unknown>;
  on(event: "message", listener: (message: SubscriptionMessage) => void): void;
  removeListener(event: "message", listener: (message: SubscriptionMessage) => void): void;
}

/** What a subscription (`eth_subscribe`) sends. */
export interface SubscriptionMessage {
  type: string;
  data: { subscription: string; result: unknown };
}
