import { activate, currentLanguage, i18n, preferredLanguage, translate } from "../shared/i18n/i18n.ts";

/** Without a configuration there is no panel; the page says what is missing, and tries again on demand. */
export function showStartError(place: HTMLElement, problems: string[]): void {
  void (async () => {
    if (i18n.locale === "") await activate(preferredLanguage());
    document.documentElement.lang = currentLanguage();
    const title = element("h1", translate("start.title"));
    const text = element("p", translate("start.text"));
    const list = element("ul", "");
    for (const problem of problems) list.append(element("li", problem));
    const again = element("button", translate("state.again"));
    again.addEventListener("click", () => window.location.reload());
    place.replaceChildren(title, text, list, again);
    place.className = "start-error";
    place.setAttribute("role", "alert");
  })();
}

function element(name: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}
