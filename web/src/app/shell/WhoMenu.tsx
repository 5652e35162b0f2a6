import { Badge, Button, Menu, Text } from "@mantine/core";
import { IconAddressBook, IconChevronDown, IconCopy, IconLogout, IconUserCircle, IconUsers } from "@tabler/icons-react";
import { Link } from "react-router";
import { useDisconnect } from "wagmi";
import { shortAddress } from "../../shared/format/address.ts";
import { useT } from "../../shared/i18n/useT.tsx";
import type { Who } from "../../shared/wallet/useWho.ts";

/** Who is connected: name, roles, and the way to somebody else or out. */
export function WhoMenu({ who }: { who: Who }) {
  const t = useT();
  const disconnect = useDisconnect();
  const address = who.address ?? "";
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target>
        <Button
          variant="default"
          size="compact-md"
          leftSection={<IconUserCircle size={18} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          data-testid="who"
        >
          <span style={{ maxWidth: 120, overflow: "hidden", textOverflow: "ellipsis" }}>{who.name}</span>
          {who.demo && (
            <Badge className="demo-mark" ml={6} size="sm" color="var(--pc-sunken)" c="var(--pc-text)" tt="none">
              {t("who.demo")}
            </Badge>
          )}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="xs" className="num">
            {shortAddress(address)}
          </Text>
          {who.roles.length > 0 && <Text size="xs">{who.roles.map((role) => t(`role.${role}`)).join(", ")}</Text>}
        </Menu.Label>
        <Menu.Item
          leftSection={<IconCopy size={16} aria-hidden />}
          onClick={() => void navigator.clipboard.writeText(address)}
        >
          {t("who.copy")}
        </Menu.Item>
        <Menu.Item leftSection={<IconAddressBook size={16} aria-hidden />} component={Link} to="/names">
          {t("nav.names")}
        </Menu.Item>
        <Menu.Item leftSection={<IconUsers size={16} aria-hidden />} component={Link} to="/join">
          {t("who.change")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => disconnect.mutate({})}>
          {t("who.leave")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
