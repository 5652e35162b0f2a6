let known: (address: string) => string | undefined = () => undefined;

/** Errors speak of people by the names that the panel knows. */
export function setErrorNames(names: (address: string) => string | undefined): void {
  known = names;
}

export const nameOf = (address: string): string | undefined => known(address);
