import type { LocalAccount } from "viem";

/** The figures of a statement that are held against the other books; ENT and eEuro in units, energy in Wh. */
export interface StatementFigures {
  producedWh: bigint;
  consumedWh: bigint;
  coveredWh: bigint;
  boughtWh: bigint;
  spentEur: bigint;
  soldWh: bigint;
  earnedEur: bigint;
  closingEnt: bigint;
  closingEur: bigint;
  owedEnt: bigint;
  /** What its own lines do not add up to: opening + lines − closing, of both tokens. */
  unbalanced: bigint;
  /** Statements whose verification code is not that of what the chain holds. */
  unverified: number;
}

interface Statement {
  code: string;
  balances: Record<"openingEnt" | "closingEnt" | "openingEur" | "closingEur", string>;
  energy: Record<"producedWh" | "consumedWh" | "coveredWh", number>;
  market: { boughtWh: number; spentEur: string; soldWh: number; earnedEur: string };
  lines: { token: "ENT" | "EUR"; amount: string }[];
  owed: { closingEnt: string };
}

const ANSWER_MS = 30_000;

/** Signs in as an account and reads its statements of these months, as it would itself; sums of them, in their order. */
export async function readStatements(
  api: string,
  account: LocalAccount,
  months: readonly string[],
): Promise<StatementFigures> {
  const token = await signIn(api, account);
  const total: StatementFigures = {
    producedWh: 0n,
    consumedWh: 0n,
    coveredWh: 0n,
    boughtWh: 0n,
    spentEur: 0n,
    soldWh: 0n,
    earnedEur: 0n,
    closingEnt: 0n,
    closingEur: 0n,
    owedEnt: 0n,
    unbalanced: 0n,
    unverified: 0,
  };
  for (const month of months) {
    const path = `/accounts/${account.address}/statements/${month}`;
    const statement = await ask<Statement>(`${api}${path}`, { headers: { authorization: `Bearer ${token}` } });
    const query = new URLSearchParams({ account: account.address, month, code: statement.code });
    const { valid } = await ask<{ valid: boolean }>(`${api}/statements/verify?${query.toString()}`);
    add(total, statement, valid);
  }
  return total;
}

function add(total: StatementFigures, { balances, energy, market, lines, owed }: Statement, valid: boolean): void {
  total.producedWh += BigInt(energy.producedWh);
  total.consumedWh += BigInt(energy.consumedWh);
  total.coveredWh += BigInt(energy.coveredWh);
  total.boughtWh += BigInt(market.boughtWh);
  total.spentEur += BigInt(market.spentEur);
  total.soldWh += BigInt(market.soldWh);
  total.earnedEur += BigInt(market.earnedEur);
  [total.closingEnt, total.closingEur] = [BigInt(balances.closingEnt), BigInt(balances.closingEur)];
  total.owedEnt = BigInt(owed.closingEnt);
  const sum = (token: "ENT" | "EUR"): bigint =>
    lines.filter((line) => line.token === token).reduce((all, { amount }) => all + BigInt(amount), 0n);
  total.unbalanced += distance(BigInt(balances.openingEnt) + sum("ENT"), BigInt(balances.closingEnt));
  total.unbalanced += distance(BigInt(balances.openingEur) + sum("EUR"), BigInt(balances.closingEur));
  if (!valid) total.unverified++;
}

export const distance = (a: bigint, b: bigint): bigint => (a > b ? a - b : b - a);

async function signIn(api: string, account: LocalAccount): Promise<string> {
  const { message } = await ask<{ message: string }>(`${api}/sign-in?address=${account.address}`);
  const signature = await account.signMessage({ message });
  const { token } = await ask<{ token: string }>(`${api}/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ message, signature }),
  });
  return token;
}

async function ask<Answer>(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
