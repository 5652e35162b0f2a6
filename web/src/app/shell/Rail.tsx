import { Link, useLocation } from "react-router";
import { useT } from "../../shared/i18n/useT.tsx";
import { useWho } from "../../shared/wallet/useWho.ts";
import { isAt, type Place, providerPlace, railPlaces } from "./places.ts";

/** The sections on a wide screen. */
export function Rail() {
  const t = useT();
  const who = useWho();
  const places =
    who.roles.includes("provider") || who.roles.includes("storageUnit") ? [...railPlaces, providerPlace] : railPlaces;
  return (
    <nav className="rail" aria-label={t("nav.sections")}>
      {places.map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
    </nav>
  );
}

export function PlaceLink({ place }: { place: Place }) {
  const t = useT();
  const { pathname } = useLocation();
  const Icon = place.icon;
  return (
    <Link to={place.to} className="place" aria-current={isAt(place, pathname) ? "page" : undefined}>
      <Icon size={20} stroke={1.75} aria-hidden />
      <span>{t(place.label)}</span>
    </Link>
  );
}
