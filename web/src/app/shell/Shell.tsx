import { lazy, Suspense } from "react";
import { Outlet, useLocation } from "react-router";
import { useT } from "../../shared/i18n/useT.tsx";
import { FlowLine } from "../../shared/tx/FlowLine.tsx";
import { useFlow } from "../../shared/tx/FlowProvider.tsx";
import { Waiting } from "../../shared/ui/Waiting.tsx";
import { Bar } from "./Bar.tsx";
import { ConnectionNotes } from "./ConnectionNotes.tsx";
import { Rail } from "./Rail.tsx";
import { TopLine } from "./TopLine.tsx";
import "./shell.css";

const FlowDialog = lazy(async () => ({ default: (await import("../../shared/tx/FlowDialog.tsx")).FlowDialog }));

/** Top line, places to go, and the page. */
export function Shell() {
  const t = useT();
  const { pathname } = useLocation();
  const { flow } = useFlow();
  return (
    <div className="shell">
      <a className="skip" href="#content">
        {t("nav.skip")}
      </a>
      <TopLine />
      <Rail />
      <main id="content" tabIndex={-1} className="content">
        <ConnectionNotes />
        <Suspense key={pathname.split("/")[1]} fallback={<Waiting lines={6} />}>
          <Outlet />
        </Suspense>
      </main>
      <FlowLine />
      <Bar />
      {flow.step !== "idle" && (
        <Suspense>
          <FlowDialog />
        </Suspense>
      )}
    </div>
  );
}
