/**
 * DSMR P1 telegrams of Dutch, Belgian, Luxembourgish and other smart meters (Netbeheer Nederland, P1 Companion Standard 5.0.2):
 * lines of OBIS codes between "/" and "!", then a CRC-16 over both marks and all between them.
 */
import { scaledDecimal } from "../data/decimal.ts";
import { InputError } from "../errors.ts";

export interface Telegram {
  /** The meter's clock, Unix seconds; undefined when it does not say. */
  at: number | undefined;
  serial: string | undefined;
  /** Registers in µWh: taken from the grid, and given to it, all tariffs together. */
  importMicroWh: bigint | undefined;
  exportMicroWh: bigint | undefined;
}

/** CRC-16 with polynomial x16 + x15 + x2 + 1, least significant bit first, starting at 0. */
export function crc16(data: Uint8Array): number {
  let crc = 0;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xa001 : crc >>> 1;
  }
  return crc;
}

/** "230415093000S" in Dutch local time: S is summer (UTC+2), W winter (UTC+1). */
function clock(text: string | undefined): number | undefined {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text ?? "");
  if (!match) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  return Date.UTC(2000 + year, month - 1, day, hour, minute, second) / 1000 - (match[7] === "S" ? 7200 : 3600);
}

const hexText = (text: string | undefined): string | undefined => {
  if (text === undefined || text === "") return undefined;
  return /^([0-9A-F]{2})+$/i.test(text) ? Buffer.from(text, "hex").toString("latin1") : text;
};

/** Sum of the tariffs' registers, e.g. 1.8.1 and 1.8.2; a total (1.8.0) counts alone. */
function register(where: string, values: Map<string, string>, code: "1.8" | "2.8"): bigint | undefined {
  const total = values.get(`1-0:${code}.0`);
  const parts =
    total !== undefined ? [total] : [1, 2, 3, 4].flatMap((tariff) => values.get(`1-0:${code}.${tariff}`) ?? []);
  if (parts.length === 0) return undefined;
  return parts.reduce((sum, part) => {
    const value = /^(\d+\.\d+)\*kWh$/.exec(part)?.[1];
    const microWh = value === undefined ? undefined : scaledDecimal(value, 9);
    if (microWh === undefined) throw new InputError(where, `register ${code} is "${part}"`);
    return sum + microWh;
  }, 0n);
}

/** @throws InputError for a damaged telegram */
export function parseTelegram(telegram: Buffer, where = "P1 telegram"): Telegram {
  const end = telegram.lastIndexOf("!");
  if (telegram[0] !== 0x2f || end < 0) throw new InputError(where, "does not begin with / and end with !");
  const told = telegram.toString("latin1", end + 1).trim();
  // DSMR 2.2 and 3 have no checksum.
  if (told !== "") {
    const found = crc16(telegram.subarray(0, end + 1));
    if (!/^[0-9A-F]{4}$/i.test(told) || parseInt(told, 16) !== found)
      throw new InputError(
        where,
        `its checksum is ${told}, computed ${found.toString(16).toUpperCase().padStart(4, "0")}`,
      );
  }
  const values = new Map<string, string>();
  for (const line of telegram.toString("latin1", 0, end).split(/\r?\n/)) {
    const match = /^(\d+-\d+:\d+\.\d+\.\d+)\(([^()]*)\)/.exec(line);
    if (match) values.set(match[1] as string, match[2] as string);
  }
  return {
    at: clock(values.get("0-0:1.0.0")),
    serial: hexText(values.get("0-0:96.1.1")),
    importMicroWh: register(where, values, "1.8"),
    exportMicroWh: register(where, values, "2.8"),
  };
}

/** Most bytes of one telegram; what is longer is noise. */
const MOST = 16_384;

/** Cuts a stream of bytes into telegrams; garbage between them is dropped. */
export class TelegramReader {
  #buffer = Buffer.alloc(0);

  /** Complete telegrams, checksum line included. */
  push(chunk: Uint8Array): Buffer[] {
    this.#buffer = Buffer.concat([this.#buffer, chunk]);
    const telegrams: Buffer[] = [];
    for (;;) {
      const start = this.#buffer.indexOf("/");
      if (start < 0) {
        this.#buffer = Buffer.alloc(0);
        return telegrams;
      }
      if (start > 0) this.#buffer = this.#buffer.subarray(start);
      const mark = this.#buffer.indexOf("!");
      const end = mark < 0 ? -1 : this.#buffer.indexOf("\n", mark);
      // A telegram that was cut off: the next one's beginning stands before its own end.
      const next = this.#buffer.indexOf("\n/");
      if (next >= 0 && (mark < 0 || next < mark)) {
        this.#buffer = this.#buffer.subarray(next + 1);
        continue;
      }
      if (end < 0) {
        if (this.#buffer.length > MOST) this.#buffer = Buffer.alloc(0);
        return telegrams;
      }
      telegrams.push(this.#buffer.subarray(0, end + 1));
      this.#buffer = this.#buffer.subarray(end + 1);
    }
  }
}
