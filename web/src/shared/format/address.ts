/** The form in which a person compares addresses: "0x1a2b…9f0e". */
export function shortAddress(address: string): string {
  return `${address.slice(0, 6)}\u2026${address.slice(-4)}`;
}

export function isAddressText(text: string): text is `0x${string}` {
  return /^0x[0-9a-fA-F]{40}$/.test(text);
}

/**
 * The known address that somebody could mistake `candidate` for: same first and last four digits, other digits in between.
 * Such look-alikes are made on purpose, so that a victim copies the wrong one from the history.
 */
export function similarAddress(candidate: string, known: readonly string[]): string | undefined {
  const ends = (address: string): string => (address.slice(2, 6) + address.slice(-4)).toLowerCase();
  return known.find((one) => one.toLowerCase() !== candidate.toLowerCase() && ends(one) === ends(candidate));
}
