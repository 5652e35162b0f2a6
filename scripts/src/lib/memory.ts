import v8 from "node:v8";
import startFlags from "../../nodeFlags.json" with { type: "json" };

/** What V8 lets the heap of a service grow by, over what was alive at the last collection, before it collects again, in percent. By
 * itself it allows up to three times as much. */
export const heapGrowth = { index: 70, meter: 150 } as const;
type Service = keyof typeof heapGrowth;

/** For a service, which shares its machine for months: less memory for a little more processor time. */
export function holdLittleMemory(service: Service): void {
  v8.setFlagsFromString(`--heap-growing-percent=${heapGrowth[service]}`);
}

/** What Node is started with by `./powerchain`: for those who start a command or a part of one by themselves. */
export const nodeFlags: readonly string[] = startFlags;
