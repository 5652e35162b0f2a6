import { useEffect, useRef, useState } from "react";

const DURATION_MS = 450;

/** The figure on its way from the old value to the new one; without motion (or the first time) the new value at once. */
export function useGlide(value: bigint | undefined, enabled: boolean): bigint | undefined {
  const previous = useRef(value);
  const [moving, setMoving] = useState<bigint | undefined>(undefined);
  useEffect(() => {
    const from = previous.current;
    previous.current = value;
    if (!enabled || value === undefined || from === undefined || from === value || prefersStill()) return;
    let frame = 0;
    const startedAt = performance.now();
    const step = (now: number): void => {
      const done = Math.min(1, (now - startedAt) / DURATION_MS);
      const eased = BigInt(Math.round((1 - (1 - done) ** 3) * 1_000));
      setMoving(done < 1 ? from + ((value - from) * eased) / 1_000n : undefined);
      if (done < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => {
      cancelAnimationFrame(frame);
      setMoving(undefined);
    };
  }, [value, enabled]);
  return moving ?? value;
}

function prefersStill(): boolean {
  return typeof matchMedia === "function" && matchMedia("(prefers-reduced-motion: reduce)").matches;
}
