import { useT } from "../../shared/i18n/useT.tsx";
import { barPlaces } from "./places.ts";
import { PlaceLink } from "./Rail.tsx";

/** The five places on a phone. */
export function Bar() {
  const t = useT();
  return (
    <nav className="bar" aria-label={t("nav.sections")}>
      {barPlaces.map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
    </nav>
  );
}
