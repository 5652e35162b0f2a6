import { TextInput, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { createColumnHelper, tableFeatures, useTable } from "@tanstack/react-table";
import { useMemo, useState } from "react";
import { useParticipants } from "../../shared/api/queries.ts";
import type { Participant, ParticipantSort } from "../../shared/api/types.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { AccountName } from "../../shared/ui/AccountName.tsx";
import { List } from "../../shared/ui/Answer.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { Ent, Eur } from "../../shared/ui/Quantity.tsx";

interface Sorting {
  by: ParticipantSort;
  up: boolean;
}

const features = tableFeatures({});
/** On a phone a debt stands under the name: for a fourth column there is no room. */
const OWED = "owed";
const cellClass = (column: string) => (column === OWED ? "wide-cell" : undefined);
const helper = createColumnHelper<typeof features, Participant>();

/** Everyone who takes part, searched and sorted by the server: the list may be long. */
export function Participants() {
  const t = useT();
  const [search, setSearch] = useState("");
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const [sorting, setSorting] = useState<Sorting>({ by: "name", up: true });
  const list = useParticipants({
    search: wanted === "" ? undefined : wanted,
    sort: sorting.by,
    order: sorting.up ? "up" : "down",
  });
  return (
    <Card title={t("participants.title")}>
      <TextInput
        mb="sm"
        aria-label={t("participants.search")}
        placeholder={t("participants.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
      />
      <List of={list} empty={t("participants.empty")} lines={6}>
        {(items) => <ParticipantTable items={items} sorting={sorting} onSort={setSorting} />}
      </List>
    </Card>
  );
}

function ParticipantTable(props: { items: Participant[]; sorting: Sorting; onSort: (sorting: Sorting) => void }) {
  const t = useT();
  const columns = useMemo(
    () =>
      helper.columns([
        helper.accessor("label", {
          id: "name",
          header: t("participants.name"),
          cell: ({ row: { original } }) => (
            <>
              <AccountName address={original.address} />
              {original.owedEnt !== "0" && (
                <div className="narrow-only">
                  {t("participants.owes")} <Ent units={original.owedEnt} />
                </div>
              )}
            </>
          ),
        }),
        helper.accessor("ent", { header: "ENT", cell: ({ getValue }) => <Ent units={getValue()} /> }),
        helper.accessor("eur", { header: "EUR", cell: ({ getValue }) => <Eur units={getValue()} /> }),
        helper.accessor("owedEnt", {
          id: OWED,
          header: t("participants.owes"),
          cell: ({ getValue }) => <Ent units={getValue()} />,
        }),
      ]),
    [t],
  );
  const table = useTable({ features, columns, data: props.items });
  return (
    <div className="scroll" tabIndex={0} role="region" aria-label={t("participants.title")}>
      <table className="plain-table">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => {
                const by = header.id as ParticipantSort;
                const active = props.sorting.by === by;
                return (
                  <th
                    key={header.id}
                    scope="col"
                    className={cellClass(header.id)}
                    aria-sort={active ? (props.sorting.up ? "ascending" : "descending") : undefined}
                  >
                    <UnstyledButton
                      fz="inherit"
                      onClick={() => props.onSort({ by, up: active ? !props.sorting.up : by === "name" })}
                    >
                      <table.FlexRender header={header} />
                      <span aria-hidden>{active ? (props.sorting.up ? " ↑" : " ↓") : ""}</span>
                    </UnstyledButton>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getAllCells().map((cell) => (
                <td key={cell.id} className={cellClass(cell.column.id)}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
