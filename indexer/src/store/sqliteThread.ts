import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import type { Stored } from "../core/columns.ts";
import { SqliteWriter, type Writer, connect } from "./sqliteWriter.ts";

type Order =
  | { do: "run"; sql: string; rows: readonly Stored[][] }
  | { do: "commit"; expected: number | undefined }
  | { do: "abandon" }
  | { do: "close" };
/** To the start, each commit and the close, in their order. */
type Answer = { changes: number } | { error: unknown };

/** Rows after which what is in the log goes to the database's own file: some megabytes. Nobody waits for it. */
const ROWS_A_CHECKPOINT = 10_000;

/** Writes in a thread of its own, so that nobody waits for the disk who only reads, and the next rows are reckoned meanwhile. */
export class ThreadedWriter implements Writer {
  readonly #worker: Worker;
  readonly #waiting: { resolve(changes: number): void; reject(error: unknown): void }[] = [];

  private constructor(file: string) {
    // Not the process's own flags: some of them are only for what it was started with.
    const execArgv = ["--disable-warning=ExperimentalWarning"];
    this.#worker = new Worker(new URL(import.meta.url), { workerData: { file }, execArgv });
    this.#worker.on("message", (answer: Answer) => this.#take(answer));
  }

  /**
   * @param file the database, whose tables are there
   * @throws what SQLite says when it cannot be opened
   */
  static async start(file: string): Promise<ThreadedWriter> {
    const writer = new ThreadedWriter(file);
    try {
      await writer.#answer();
      return writer;
    } catch (error) {
      await writer.#worker.terminate();
      throw error;
    }
  }

  run(sql: string, rows: readonly Stored[][]): void {
    this.#tell({ do: "run", sql, rows });
  }

  async commit(expected?: number): Promise<number> {
    this.#tell({ do: "commit", expected });
    return await this.#answer();
  }

  abandon(): void {
    this.#tell({ do: "abandon" });
  }

  async close(): Promise<void> {
    this.#tell({ do: "close" });
    try {
      await this.#answer();
    } finally {
      await this.#worker.terminate();
    }
  }

  #tell(order: Order): void {
    this.#worker.postMessage(order);
  }

  /** The process does not end while an answer is waited for; else the thread keeps nobody. */
  async #answer(): Promise<number> {
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#worker.ref();
    });
  }

  #take(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#worker.unref();
    if ("error" in answer) waiting?.reject(answer.error);
    else waiting?.resolve(answer.changes);
  }
}

/** The thread's own side. */
class Clerk {
  readonly #port: NonNullable<typeof parentPort>;
  readonly #db: ReturnType<typeof connect>;
  readonly #writer: SqliteWriter;
  #rows = 0;

  constructor(port: NonNullable<typeof parentPort>, file: string) {
    this.#port = port;
    this.#db = connect(file);
    this.#db.exec("PRAGMA wal_autocheckpoint = 0");
    this.#writer = new SqliteWriter(this.#db);
  }

  async take(order: Order): Promise<void> {
    if (order.do === "abandon") return this.#writer.abandon();
    if (order.do === "close") return await answer(this.#port, () => this.#writer.close());
    if (order.do === "run") {
      this.#rows += order.rows.length;
      return this.#writer.run(order.sql, order.rows);
    }
    await answer(this.#port, () => this.#writer.commit(order.expected));
    if (this.#rows >= ROWS_A_CHECKPOINT) this.#checkpoint();
  }

  #checkpoint(): void {
    try {
      this.#db.exec("PRAGMA wal_checkpoint(PASSIVE)");
      this.#rows = 0;
    } catch {
      // It is tried again; what is in the log is safe there.
    }
  }
}

async function answer(port: NonNullable<typeof parentPort>, work: () => Promise<number | void>): Promise<void> {
  try {
    port.postMessage({ changes: (await work()) ?? 0 } satisfies Answer);
  } catch (error) {
    port.postMessage({ error } satisfies Answer);
  }
}

async function serve(port: NonNullable<typeof parentPort>, { file }: { file: string }): Promise<void> {
  await answer(port, () => {
    const clerk = new Clerk(port, file);
    port.on("message", (order: Order) => void clerk.take(order));
    return Promise.resolve();
  });
}

if (!isMainThread && parentPort !== null) await serve(parentPort, workerData as { file: string });
