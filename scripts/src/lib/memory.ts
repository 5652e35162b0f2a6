import v8 from "node:v8";

/** What V8 lets the heap grow by, over what was alive at the last collection, before it collects again. By itself it allows up to three times as much. */
const GROWTH_PERCENT = 70;

/** For a service, which shares its machine for months: less memory for a little more processor time. */
export function holdLittleMemory(): void {
  v8.setFlagsFromString(`--heap-growing-percent=${GROWTH_PERCENT}`);
}
