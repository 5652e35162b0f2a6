import { Button, Loader } from "@mantine/core";
import { useT } from "../i18n/useT.tsx";
import { useFlow } from "./FlowProvider.tsx";

/** While its dialog is closed (or after a reload) a transaction under way stays in sight. */
export function FlowLine() {
  const t = useT();
  const { flow, open, show, close } = useFlow();
  if (open || !("told" in flow)) return null;
  const moving = flow.step === "pending" || flow.step === "confirming";
  return (
    <div className="flow-line" role="status" data-testid="flow-line" data-step={flow.step}>
      {moving && <Loader size="xs" color="var(--pc-page)" aria-hidden />}
      <p>
        {flow.told.title}: {t(`tx.line.${flow.step}`)}
      </p>
      <Button size="compact-sm" variant="white" color="dark" onClick={show}>
        {t("tx.look")}
      </Button>
      {!moving && (
        <Button size="compact-sm" variant="transparent" c="var(--pc-page)" onClick={close}>
          {t("action.close")}
        </Button>
      )}
    </div>
  );
}
