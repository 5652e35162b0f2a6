/** A P1 port: a serial device (115,200 baud, 8N1), or TCP as ser2net and P1-to-WiFi adapters offer it. */
import { createConnection } from "node:net";
import type { Readable } from "node:stream";
import { SerialPort } from "serialport";
import type { Sample } from "../reading/types.ts";
import { parseTelegram, TelegramReader } from "./p1.ts";
import { keepConnected, type Source, type SourceContext } from "./source.ts";

export interface P1Config {
  name: string;
  /** Path of the serial device; or host and port. */
  device?: string;
  host?: string;
  port?: number;
  /** Channels of the energy that the meter counts in and out. */
  importChannel?: string;
  exportChannel?: string;
}

/** A meter says something every 10 s (DSMR 4) or every second (5). */
const SILENCE_MS = 60_000;

export function p1Source(config: P1Config): Source {
  return {
    name: config.name,
    run: (context) =>
      keepConnected(context, async () => {
        const stream = await open(config, context.signal);
        try {
          await read(stream, config, context);
        } finally {
          stream.destroy();
        }
      }),
  };
}

async function open({ device, host = "127.0.0.1", port = 2001 }: P1Config, signal: AbortSignal): Promise<Readable> {
  if (device !== undefined) {
    const serial = new SerialPort({ path: device, baudRate: 115_200, autoOpen: false });
    await new Promise<void>((resolve, reject) => serial.open((error) => (error ? reject(error) : resolve())));
    return serial;
  }
  const socket = createConnection({ host, port, signal });
  socket.setTimeout(SILENCE_MS, () => socket.destroy(new Error(`nothing came from ${host}:${port} for a minute`)));
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  return socket;
}

async function read(stream: Readable, config: P1Config, context: SourceContext): Promise<void> {
  const reader = new TelegramReader();
  const stop = () => stream.destroy();
  context.signal.addEventListener("abort", stop);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      for (const telegram of reader.push(chunk)) await takeTelegram(telegram, config, context);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  } finally {
    context.signal.removeEventListener("abort", stop);
  }
}

async function takeTelegram(
  bytes: Buffer,
  config: P1Config,
  { take, notice, connected, now }: SourceContext,
): Promise<void> {
  const samples: Sample[] = [];
  try {
    const telegram = parseTelegram(bytes, config.name);
    const at = telegram.at ?? now();
    const add = (channel: string | undefined, microWh: bigint | undefined) => {
      if (channel !== undefined && microWh !== undefined)
        samples.push({ type: "register", channel, at, microWh, serial: telegram.serial });
    };
    add(config.importChannel, telegram.importMicroWh);
    add(config.exportChannel, telegram.exportMicroWh);
  } catch (error) {
    return notice("malformed", config.importChannel ?? config.exportChannel ?? "", (error as Error).message);
  }
  connected(true);
  await take(samples);
}
