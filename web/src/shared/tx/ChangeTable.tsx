import { Table } from "@mantine/core";
import { useT } from "../i18n/useT.tsx";
import type { Change } from "./machine.ts";

/** Amounts before and after; what does not change is not listed. */
export function ChangeTable({ changes }: { changes: Change[] }) {
  const t = useT();
  const shown = changes.filter(({ before, after }) => before !== after);
  if (shown.length === 0) return null;
  return (
    <Table withRowBorders={false} verticalSpacing={4} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Td />
          <Table.Th ta="right">{t("tx.before")}</Table.Th>
          <Table.Th ta="right">{t("tx.after")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {shown.map(({ label, before, after }) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={400}>
              {label}
            </Table.Th>
            <Table.Td ta="right" className="num quiet">
              {before}
            </Table.Td>
            <Table.Td ta="right" className="num" fw={600}>
              {after}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
