import type { AstNode } from "../solc.ts";

/** One small change to a contract that some test should notice. */
export interface Mutant {
  id: number;
  file: string;
  line: number;
  /** The kind of change: "comparison", "deletion", … */
  operator: string;
  /** What stands there, and what would stand there instead; "" is nothing. */
  was: string;
  becomes: string;
  /** Where it stands, in bytes. */
  start: number;
  end: number;
  /** An expression keeps its type; a statement is a line of its own. */
  kind: "expression" | "statement";
}

type Found = Omit<Mutant, "id" | "file" | "line">;

const SWAPS: Record<string, string[]> = {
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "%": ["*"],
  "<<": [">>"],
  ">>": ["<<"],
  "&": ["|"],
  "|": ["&"],
  "^": ["&"],
  "<": ["<=", ">="],
  ">": [">=", "<="],
  "<=": ["<", ">"],
  ">=": [">", "<"],
  "==": ["!="],
  "!=": ["=="],
  "&&": ["||"],
  "||": ["&&"],
};
const ASSIGNMENTS: Record<string, string> = { "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "*=": "+=", "/=": "*=" };

/**
 * The mutants of a source, by the operators of Gambit (Certora): swapped operators and comparisons, conditions turned round,
 * literals one up, statements left out. Constants, types and assembly stay as they are.
 */
export function findMutants(file: string, source: string, ast: AstNode): Omit<Mutant, "id">[] {
  const bytes = Buffer.from(source);
  const found: Found[] = [];
  visit(ast, undefined, (node, parent) => found.push(...mutantsOf(node, parent, bytes)));
  return found
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((mutant) => ({ ...mutant, file, line: bytes.subarray(0, mutant.start).toString().split("\n").length }));
}

function visit(node: AstNode, parent: AstNode | undefined, see: (node: AstNode, parent?: AstNode) => void): void {
  if (isLeftAlone(node)) return;
  see(node, parent);
  for (const [key, value] of Object.entries(node)) {
    if (key === "typeName" || key === "documentation") continue;
    for (const child of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (isNode(child)) visit(child, node, see);
    }
  }
}

function isLeftAlone(node: AstNode): boolean {
  if (node.nodeType === "VariableDeclaration") return node["stateVariable"] === true || node["constant"] === true;
  return ["InlineAssembly", "UsingForDirective", "InheritanceSpecifier", "ModifierInvocation"].includes(node.nodeType);
}

function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "nodeType" in value;
}

function mutantsOf(node: AstNode, parent: AstNode | undefined, bytes: Buffer): Found[] {
  switch (node.nodeType) {
    case "BinaryOperation":
      return binary(node, parent, bytes);
    case "UnaryOperation":
      return unary(node, bytes);
    case "Literal":
      return literal(node, parent, bytes);
    case "IfStatement":
    case "Conditional":
      return condition(node["condition"] as AstNode, bytes);
    case "ExpressionStatement":
      return isHeader(node, parent) ? [] : statement(node, bytes);
    case "EmitStatement":
    case "RevertStatement":
      return [deletion(node, bytes)];
    default:
      return [];
  }
}

function binary(node: AstNode, parent: AstNode | undefined, bytes: Buffer): Found[] {
  const operator = String(node["operator"]);
  if (isConstant(node) && parent !== undefined && isConstant(parent)) return [];
  const [left, right] = [node["leftExpression"] as AstNode, node["rightExpression"] as AstNode];
  const between = bytes.subarray(rangeOf(left)[1], rangeOf(right)[0]).toString();
  const name = "<>=!".includes(operator[0]!) && !/<<|>>/.test(operator) ? "comparison" : "operator";
  return (SWAPS[operator] ?? []).map((other) =>
    expression(node, bytes, name, textOf(left, bytes) + between.replace(operator, other) + textOf(right, bytes)),
  );
}

function unary(node: AstNode, bytes: Buffer): Found[] {
  const operator = String(node["operator"]);
  if (operator !== "!" && operator !== "~") return [];
  return [expression(node, bytes, "operator", textOf(node["subExpression"] as AstNode, bytes))];
}

function literal(node: AstNode, parent: AstNode | undefined, bytes: Buffer): Found[] {
  const text = textOf(node, bytes);
  if (node["kind"] === "bool") return [expression(node, bytes, "literal", text === "true" ? "false" : "true")];
  if (node["kind"] !== "number" || parent === undefined) return [];
  // Inside a conversion, a type's length or a constant sum a literal is part of the meaning of something larger.
  if (isConstant(parent) || parent["kind"] === "typeConversion" || /Type|Unary/.test(parent.nodeType)) return [];
  // Left of a shift or a power it has the type of the whole; a choice of two literals would be one byte.
  if (/<<|>>|\*\*/.test(String(parent["operator"])) && isSame(parent["leftExpression"], node)) return [];
  return [expression(node, bytes, "literal", `${text} + 1`)];
}

function isSame(one: unknown, other: AstNode): boolean {
  return isNode(one) && one.src === other.src;
}

/** Comparisons and negations are turned round by themselves. */
function condition(node: AstNode, bytes: Buffer): Found[] {
  if (node.nodeType === "BinaryOperation" || node.nodeType === "UnaryOperation") return [];
  return [expression(node, bytes, "condition", `!(${textOf(node, bytes)})`)];
}

function statement(node: AstNode, bytes: Buffer): Found[] {
  const inner = node["expression"] as AstNode;
  const found = [deletion(node, bytes)];
  const other = inner.nodeType === "Assignment" ? ASSIGNMENTS[String(inner["operator"])] : undefined;
  if (other !== undefined) {
    const was = textOf(node, bytes);
    found.push({
      ...place(node),
      was,
      operator: "assignment",
      becomes: `${swapIn(was, inner, other)};`,
      kind: "statement",
    });
  }
  return found;
}

const swapIn = (text: string, inner: AstNode, other: string): string => text.replace(String(inner["operator"]), other);

function deletion(node: AstNode, bytes: Buffer): Found {
  return { ...place(node), was: textOf(node, bytes), operator: "deletion", becomes: "", kind: "statement" };
}

function expression(node: AstNode, bytes: Buffer, operator: string, becomes: string): Found {
  return { ...place(node), was: textOf(node, bytes), operator, becomes, kind: "expression" };
}

/** What a for loop does at each turn stands in its head, where no other statement can. */
function isHeader(node: AstNode, parent: AstNode | undefined): boolean {
  return parent?.nodeType === "ForStatement" && (parent["loopExpression"] as AstNode | null)?.src === node.src;
}

function isConstant(node: AstNode): boolean {
  const type = (node["typeDescriptions"] as { typeString?: string } | undefined)?.typeString;
  return type?.startsWith("int_const") === true || type?.startsWith("rational_const") === true;
}

export function rangeOf({ src }: AstNode): [start: number, end: number] {
  const [start = 0, length = 0] = src.split(":").map(Number);
  return [start, start + length];
}

function place(node: AstNode): { start: number; end: number } {
  const [start, end] = rangeOf(node);
  return { start, end };
}

function textOf(node: AstNode, bytes: Buffer): string {
  return bytes.subarray(...rangeOf(node)).toString();
}
