import { useFlow } from "../src/shared/tx/FlowProvider.tsx";

/** What is under review, as text for tests. */
export function FlowContextProbe() {
  const { flow } = useFlow();
  if (flow.step !== "review") return null;
  const { title, sentences, warnings = [], changes } = flow.plan;
  const lines = [
    title,
    ...sentences,
    ...warnings,
    ...changes.map((one) => `${one.label}: ${one.before} > ${one.after}`),
  ];
  return <pre data-plan>{lines.join("\n")}</pre>;
}
