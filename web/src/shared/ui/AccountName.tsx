import { Anchor, Tooltip } from "@mantine/core";
import { Link } from "react-router";
import { useNames } from "./useNames.ts";

/** Who or what an address is, by name where there is one; the whole address on hover or touch; leads to its page. */
export function AccountName({ address }: { address: string | null | undefined }) {
  const { nameOf } = useNames();
  if (address === null || address === undefined) return <span>{"\u2014"}</span>;
  return (
    <Tooltip label={address}>
      <Anchor
        component={Link}
        to={`/explorer/account/${address}`}
        inherit
        c="inherit"
        underline="hover"
        className="num"
      >
        {nameOf(address)}
      </Anchor>
    </Tooltip>
  );
}
