// @vitest-environment jsdom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type AskedSpan, useSpan } from "../src/shared/ui/spans.ts";
import { useNow } from "../src/shared/ui/useNow.ts";

let drawn: { minute: number; span: AskedSpan }[] = [];

function Watcher() {
  drawn.push({ minute: useNow(60), span: useSpan("today") });
  return null;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  drawn = [];
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

it("a page that stays open over midnight asks for the new day, and is drawn once a minute", async () => {
  vi.setSystemTime(new Date(2026, 10, 27, 23, 58, 30));
  const root = createRoot(document.createElement("div"));
  await act(async () => root.render(<Watcher />));
  await act(async () => vi.advanceTimersByTimeAsync(29_000));
  expect(drawn).toHaveLength(1);
  await act(async () => vi.advanceTimersByTimeAsync(91_000));
  expect(drawn).toHaveLength(3);
  const midnight = new Date(2026, 10, 28).getTime() / 1000;
  expect(drawn.map(({ span }) => span.from)).toEqual([midnight - 86_400, midnight - 86_400, midnight]);
  expect(drawn.at(-1)!.minute).toBe(midnight);
  await act(async () => root.unmount());
});
