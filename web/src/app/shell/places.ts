import {
  IconAddressBook,
  IconBolt,
  IconBuildingBank,
  IconChartCandle,
  IconCoins,
  IconDots,
  IconHome,
  IconNetwork,
  IconScale,
  IconSolarPanel,
} from "@tabler/icons-react";
import type { ComponentType } from "react";
import type { MessageId } from "../../shared/i18n/i18n.ts";

export interface Place {
  to: string;
  label: MessageId;
  icon: ComponentType<{ size?: number; stroke?: number; "aria-hidden"?: boolean }>;
  /** Other addresses at which this place is lit. */
  also?: string[];
}

const home: Place = { to: "/", label: "nav.home", icon: IconHome };
const tokens: Place = { to: "/tokens", label: "nav.tokens", icon: IconCoins };
const energy: Place = { to: "/energy", label: "nav.energy", icon: IconBolt };
const network: Place = { to: "/network", label: "nav.network", icon: IconNetwork, also: ["/explorer"] };
const market: Place = { to: "/market", label: "nav.market", icon: IconChartCandle };
const voting: Place = { to: "/voting", label: "nav.voting", icon: IconScale };
const banker: Place = { to: "/banker", label: "nav.banker", icon: IconBuildingBank };
const provider: Place = { to: "/provider", label: "nav.provider", icon: IconSolarPanel };
const names: Place = { to: "/names", label: "nav.names", icon: IconAddressBook };

/** Desktop: home and the six sections of the thesis; the storage provider's page comes with the role. */
export const railPlaces: Place[] = [home, tokens, energy, network, market, voting, banker];
export const providerPlace = provider;

/** Phone: five places within reach of a thumb. */
export const barPlaces: Place[] = [
  home,
  energy,
  market,
  { ...voting, label: "nav.votes" },
  {
    to: "/more",
    label: "nav.more",
    icon: IconDots,
    also: ["/tokens", "/network", "/explorer", "/banker", "/provider", "/names", "/join"],
  },
];

/** What the phone's "More" offers. */
export const morePlaces: Place[] = [tokens, network, banker, provider, names];

export function isAt(place: Place, path: string): boolean {
  if (place.to === "/") return path === "/";
  return [place.to, ...(place.also ?? [])].some((start) => path === start || path.startsWith(`${start}/`));
}
