import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";
import { useEffect, useState } from "react";
import { useT } from "../i18n/useT.tsx";

/** True once `ms` have passed: what is quick needs no placeholder. */
export function useLate(ms = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Placeholder lines, after 300 ms. */
export function Waiting({ lines = 3, height = 14 }: { lines?: number; height?: number }) {
  const t = useT();
  const late = useLate();
  return (
    <Stack gap="sm" mih={lines * (height + 12)} role="status">
      <VisuallyHidden>{late ? t("state.loading") : ""}</VisuallyHidden>
      {late &&
        Array.from({ length: lines }, (_, i) => (
          <Skeleton key={i} height={height} width={`${92 - ((i * 17) % 40)}%`} />
        ))}
    </Stack>
  );
}
