import { UnexplainedRevertError, UnitsError, createPowerChain, findContractError } from "@powerchain/sdk";
import { deployCommunity } from "../deploy/deployCommunity.ts";
import { demoAccount } from "../deploy/demoAccounts.ts";
import type { Target } from "../deploy/target.ts";
import { type Clock, embeddedClock, liveClock } from "./clock.ts";
import { checkExpectations } from "./expect.ts";
import type { DoStep, Scenario, Step } from "./model.ts";
import { type Done, perform } from "./perform.ts";
import { type Difference, compare, show } from "./values.ts";
import { World } from "./world.ts";

export interface StepReport {
  line: number;
  /** What the step is, in a few words. */
  step: string;
  outcome: "ok" | "failed as it must" | "different";
  transaction?: string;
  block?: string;
  gasUsed?: string;
  /** What came of it, as the file would write it. */
  gives?: Record<string, string>;
  /** The error that came, by its name and in words. */
  error?: { name: string; message: string };
  difference?: Difference;
}

export interface ScenarioReport {
  name: string;
  network: string;
  passed: boolean;
  steps: StepReport[];
  /** Gas of the deployment, all contracts together, is not counted. */
  gasUsed: string;
  seconds: number;
}

export interface PlayOptions {
  onStep?: (report: StepReport) => void;
  say?: (text: string) => void;
}

/** Plays a scenario on a fresh deployment, up to its end or the first difference. */
export async function playScenario(
  scenario: Scenario,
  target: Target,
  options: PlayOptions = {},
): Promise<ScenarioReport> {
  const started = performance.now();
  const world = await createWorld(scenario, target);
  const say = options.say ?? (() => undefined);
  const clock =
    target.embedded === undefined ? liveClock(world.chain.publicClient, say) : embeddedClock(target.embedded);
  const steps: StepReport[] = [];
  let gasUsed = 0n;
  for (const step of scenario.steps) {
    const report = await play(world, step, clock);
    steps.push(report);
    gasUsed += BigInt(report.gasUsed ?? 0);
    options.onStep?.(report);
    if (report.outcome === "different") break;
  }
  const passed = steps.every(({ outcome }) => outcome !== "different");
  const seconds = Math.round(performance.now() - started) / 1000;
  return { name: scenario.name, network: target.name, passed, steps, gasUsed: gasUsed.toString(), seconds };
}

async function createWorld(scenario: Scenario, target: Target): Promise<World> {
  const { transport, pollingInterval, simulateAt } = target;
  const { manifest } = await deployCommunity({
    network: target.name,
    transport,
    pollingInterval,
    deployer: demoAccount(scenario.voter),
    fresh: true,
  });
  return new World(scenario, createPowerChain({ manifest, transport, pollingInterval, simulateAt }));
}

async function play(world: World, step: Step, clock: Clock): Promise<StepReport> {
  const head = { line: step.line, step: titleOf(step) };
  if (step.kind === "wait") {
    await clock.wait(step);
    return { ...head, outcome: "ok" };
  }
  if (step.kind === "expect") {
    const difference = await checkExpectations(world, step);
    return difference === undefined ? { ...head, outcome: "ok" } : { ...head, outcome: "different", difference };
  }
  try {
    return { ...head, ...judge(step, await perform(world, step, () => clock.next())) };
  } catch (error) {
    const known = refusal(error);
    if (known === undefined) throw error;
    return { ...head, ...judgeRefusal(step, known) };
  }
}

export function titleOf(step: Step): string {
  if (step.kind === "wait") return `wait ${step.text}`;
  if (step.kind === "expect") return `expect ${step.checks.map(({ title }) => title).join(", ")}`;
  const words = [...step.with].map(([name, { text }]) => `${name} ${text}`);
  if (step.readings.length > 0) words.push(`${step.readings.length} readings`);
  return `${step.as}: ${step.command}${words.length === 0 ? "" : ` (${words.join(", ")})`}`;
}

function judge(step: DoStep, { hash, blockNumber, gasUsed, gives }: Done): Omit<StepReport, "line" | "step"> {
  const facts = {
    transaction: hash,
    block: blockNumber.toString(),
    gasUsed: gasUsed.toString(),
    gives: Object.fromEntries(Object.entries(gives).map(([name, figure]) => [name, show(figure)])),
  };
  const difference = step.fails === undefined ? differenceIn(step, gives) : notFailed(step, step.fails);
  return difference === undefined ? { outcome: "ok", ...facts } : { outcome: "different", ...facts, difference };
}

function differenceIn(step: DoStep, gives: Done["gives"]): Difference | undefined {
  for (const [name, expected] of step.gives) {
    const found = gives[name];
    if (found === undefined) throw new Error(`${step.command} gives no ${name}`);
    const difference = compare(name, expected, found);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function notFailed({ line }: DoStep, fails: string): Difference {
  return { line, what: "fails", expected: fails === "*" ? "an error" : fails, found: "it succeeded" };
}

interface Refusal {
  name: string;
  message: string;
  transaction?: string;
}

/** An error that is the step's own: the contracts refused it, or the chain cannot hold a number of it. */
function refusal(error: unknown): Refusal | undefined {
  const named = findContractError(error);
  if (named !== undefined) return { name: named.errorName, message: named.message, transaction: named.hash };
  if (error instanceof UnitsError) return { name: error.code, message: error.message };
  if (error instanceof UnexplainedRevertError)
    return { name: error.name, message: error.message, transaction: error.hash };
  return undefined;
}

function judgeRefusal(step: DoStep, { name, message, transaction }: Refusal): Omit<StepReport, "line" | "step"> {
  const facts = { transaction, error: { name, message } };
  const wanted = step.fails?.split("(")[0]?.trim();
  if (wanted === "*" || wanted === name) return { outcome: "failed as it must", ...facts };
  const difference = { line: step.line, what: "outcome", expected: wanted ?? "success", found: `${name}: ${message}` };
  return { outcome: "different", ...facts, difference };
}
