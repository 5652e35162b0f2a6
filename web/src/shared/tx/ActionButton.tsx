import { Button, type ButtonProps, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import type { Problem } from "../errors/problem.ts";
import { type Action, useReview } from "./plan.ts";

interface Props extends Pick<ButtonProps, "variant" | "size" | "leftSection" | "color"> {
  /** What it would do; may read the chain first. */
  action: () => Action | Promise<Action>;
  label?: string;
  children: ReactNode;
}

/** A button that leads to the review of an action; what stands against it is said below. */
export function ActionButton({ action, label, children, ...look }: Props) {
  const review = useReview();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const start = async (): Promise<void> => {
    setBusy(true);
    setProblem(await review(action));
    setBusy(false);
  };
  return (
    <span>
      <Button {...look} loading={busy} aria-label={label} onClick={() => void start()}>
        {children}
      </Button>
      {problem !== undefined && (
        <Text size="sm" className="sell" role="alert" data-error={problem.name}>
          {problem.sentence} {problem.next}
        </Text>
      )}
    </span>
  );
}
