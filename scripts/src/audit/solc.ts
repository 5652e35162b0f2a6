import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { projectRoot } from "../lib/paths.ts";

/** A node of solc's syntax tree: its kind, its place ("start:length:file"), and whatever else it has. */
export interface AstNode {
  nodeType: string;
  src: string;
  [key: string]: unknown;
}

export interface SolcError {
  severity: "error" | "warning" | "info";
  errorCode?: string;
  message: string;
  formattedMessage: string;
  sourceLocation?: { file: string; start: number; end: number };
}

export interface CompiledCode {
  object: string;
  sourceMap: string;
  immutableReferences?: Record<string, { start: number; length: number }[]>;
}

export interface SolcOutput {
  errors?: SolcError[];
  contracts?: Record<string, Record<string, Record<string, unknown> & { evm: CompiledEvm }>>;
  sources: Record<string, { id: number; ast: AstNode }>;
}

export interface CompiledEvm {
  bytecode: CompiledCode;
  deployedBytecode: CompiledCode;
  methodIdentifiers: Record<string, string>;
}

interface Solc {
  version(): string;
  compile(input: string, callbacks: { import(file: string): { contents: string } | { error: string } }): string;
}

/** The compiler that the project pins. */
export const solc = createRequire(import.meta.url)("solc") as Solc;

/** Compiles sources given as text; what they import is read from the project and its packages. */
export function compileSources(sources: Record<string, string>, settings: object): SolcOutput {
  const input = {
    language: "Solidity",
    sources: Object.fromEntries(Object.entries(sources).map(([file, content]) => [file, { content }])),
    settings: { evmVersion: "berlin", ...settings },
  };
  return JSON.parse(solc.compile(JSON.stringify(input), { import: readImport })) as SolcOutput;
}

/** The errors proper of an answer. */
export function errorsOf({ errors }: SolcOutput): SolcError[] {
  return (errors ?? []).filter(({ severity }) => severity === "error");
}

function readImport(file: string): { contents: string } | { error: string } {
  const places = [file, path.join(projectRoot, file), path.join(projectRoot, "node_modules", file)];
  const found = places.find((place) => existsSync(place));
  return found === undefined ? { error: `${file} is not there` } : { contents: readFileSync(found, "utf8") };
}
