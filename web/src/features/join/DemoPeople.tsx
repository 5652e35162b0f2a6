import { UnstyledButton } from "@mantine/core";
import { IconBuildingBank, IconHome, IconScale, IconSolarPanel } from "@tabler/icons-react";
import { useNavigate } from "react-router";
import { useConnect, useConnection, useConnectors } from "wagmi";
import type { DemoPerson } from "../../shared/config/config.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card } from "../../shared/ui/Page.tsx";
import { DEMO_RDNS } from "../../shared/wallet/demoRdns.ts";
import { chooseDemoPerson } from "../../shared/wallet/demo.ts";

const icons = { resident: IconHome, voter: IconScale, banker: IconBuildingBank, storageProvider: IconSolarPanel };

/** People of the demo community; anyone may be any of them. */
export function DemoPeople({ people }: { people: DemoPerson[] }) {
  const t = useT();
  const navigate = useNavigate();
  const connector = useConnectors().find(({ id }) => id === DEMO_RDNS);
  const { connector: current } = useConnection();
  const connect = useConnect();
  const be = async (person: DemoPerson): Promise<void> => {
    if (connector === undefined) return;
    chooseDemoPerson(person);
    if (current?.uid !== connector.uid) await connect.mutateAsync({ connector });
    await navigate("/");
  };
  return (
    <Card title={t("demo.title")} note={t("demo.note")}>
      <div className="people">
        {people.map((person) => {
          const Icon = icons[person.role];
          return (
            <UnstyledButton
              key={person.address}
              className="person"
              onClick={() => void be(person)}
              data-person={person.role}
            >
              <Icon size={22} aria-hidden />
              <span>
                <strong>{person.name}</strong>
                <small className="quiet">{t(`demo.role.${person.role}`)}</small>
              </span>
            </UnstyledButton>
          );
        })}
      </div>
    </Card>
  );
}
