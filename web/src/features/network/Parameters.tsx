import { Anchor, Text } from "@mantine/core";
import { Link } from "react-router";
import { useParameters } from "../../shared/api/queries.ts";
import type { Parameter } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Answer } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Since } from "../../shared/ui/Time.tsx";
import { isParameter, useParameterText } from "../../shared/ui/useParameterText.ts";

/** The rules that voters can change, each with every value it ever had. */
export function Parameters() {
  const t = useT();
  return (
    <Card title={t("parameters.title")} note={t("parameters.note")}>
      <Answer of={useParameters()} lines={12}>
        {({ items }) => (
          <ul className="rows">
            {items.map((parameter) => (
              <li key={parameter.name}>
                <ParameterRow parameter={parameter} />
              </li>
            ))}
          </ul>
        )}
      </Answer>
    </Card>
  );
}

function ParameterRow({ parameter }: { parameter: Parameter }) {
  const t = useT();
  const text = useParameterText();
  const { name, value, history } = parameter;
  return (
    <>
      <div className="pair">
        <span>{isParameter(name) ? t(`parameter.${name}`) : name}</span>
        <strong className="num">{text(name, value)}</strong>
      </div>
      {history.length > 1 && (
        <details className="more" style={{ marginTop: 0 }}>
          <summary>{t("parameters.history", { count: history.length - 1 })}</summary>
          <ul className="rows">
            {history.map((entry) => (
              <li key={entry.transaction + entry.value} className="pair">
                <Text size="sm" span className="num">
                  {text(name, entry.value)}
                </Text>
                <Text size="sm" span c="dimmed">
                  {entry.ballot === null ? (
                    t("parameters.initial")
                  ) : (
                    <Anchor component={Link} to={`/explorer/tx/${entry.transaction}`} inherit c="inherit">
                      {t("parameters.ballot", { ballot: entry.ballot })}
                    </Anchor>
                  )}{" "}
                  · <Since at={entry.at} />
                </Text>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
