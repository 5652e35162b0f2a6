import { Group } from "@mantine/core";
import { useT } from "../../shared/i18n/useT.tsx";
import { Card, Page } from "../../shared/ui/Page.tsx";
import { morePlaces } from "./places.ts";
import { PlaceLink } from "./Rail.tsx";
import { LanguageMenu, SchemeSwitch } from "./TopLine.tsx";

/** On a phone: the sections that do not fit in the bar, language and light. */
export default function MorePage() {
  const t = useT();
  return (
    <Page name={t("nav.more")} answer={t("more.answer")}>
      <Card>
        <nav className="more-places" aria-label={t("nav.sections")}>
          {morePlaces.map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        </nav>
      </Card>
      <Group mt="md" justify="center">
        <LanguageMenu />
        <SchemeSwitch />
      </Group>
    </Page>
  );
}
