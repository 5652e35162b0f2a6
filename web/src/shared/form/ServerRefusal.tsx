import { Text } from "@mantine/core";
import type { ApiError } from "../api/client.ts";
import { useT } from "../i18n/useT.tsx";

/** Why the community's server did not take what was sent, line by line where it says so. */
export function ServerRefusal({ error }: { error: ApiError | null }) {
  const t = useT();
  if (error === null) return null;
  const down = error.status === 0 || error.status === 503;
  return (
    <Text size="sm" className="sell" role="alert" component="div">
      {down ? t("trouble.apiDown.sentence") : t("trouble.refused.sentence", { detail: error.message })}{" "}
      {down ? t("trouble.apiDown.next") : error.problem?.hint}
      {error.problem?.errors !== undefined && (
        <ul>
          {error.problem.errors.map(({ field, message }) => (
            <li key={field}>
              {field}: {message}
            </li>
          ))}
        </ul>
      )}
    </Text>
  );
}
