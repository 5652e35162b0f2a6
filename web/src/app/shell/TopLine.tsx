import { ActionIcon, Badge, Button, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconLanguage, IconMoon, IconSun } from "@tabler/icons-react";
import { Link } from "react-router";
import { chooseLanguage, currentLanguage, type Language, languages } from "../../shared/i18n/i18n.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import { useRuntimeConfig } from "../../shared/config/useRuntimeConfig.ts";
import { useWho, type Who } from "../../shared/wallet/useWho.ts";
import { ChainState } from "./ChainState.tsx";
import { Mark } from "./Mark.tsx";
import { WhoMenu } from "./WhoMenu.tsx";

/** The community, its chain in words, who I am, language and light. */
export function TopLine() {
  const t = useT();
  const { title } = useRuntimeConfig();
  const who = useWho();
  return (
    <header className="top">
      <Link to="/" className="brand" aria-label={`${title}: ${t("nav.home")}`}>
        <Mark />
        <span>{title}</span>
      </Link>
      <ChainState />
      <div className="top-end">
        <Roles who={who} />
        {who.address === undefined ? (
          <Button component={Link} to="/join" size="compact-md">
            {t("who.join")}
          </Button>
        ) : (
          <WhoMenu who={who} />
        )}
        <span className="wide">
          <LanguageMenu />
        </span>
        <span className="wide">
          <SchemeSwitch />
        </span>
      </div>
    </header>
  );
}

function Roles({ who }: { who: Who }) {
  const t = useT();
  return (
    <span className="wide">
      {who.roles.map((role) => (
        <Badge key={role} variant="outline" color="gray" tt="none" fw={550} mr={4} c="var(--pc-text)">
          {t(`role.${role}`)}
        </Badge>
      ))}
    </span>
  );
}

export function LanguageMenu() {
  const t = useT();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("top.language")}>
          <IconLanguage size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {(Object.keys(languages) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            onClick={() => void chooseLanguage(language)}
            fw={language === currentLanguage() ? 650 : 400}
            aria-current={language === currentLanguage()}
          >
            {languages[language]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

export function SchemeSwitch() {
  const t = useT();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme("light");
  const label = t(scheme === "dark" ? "top.light" : "top.dark");
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(scheme === "dark" ? "light" : "dark")}
      >
        {scheme === "dark" ? <IconSun size={20} aria-hidden /> : <IconMoon size={20} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}
