// Chooses light or dark before the first paint, so that the page never flashes in the other.
(function () {
  function stored() {
    try {
      return localStorage.getItem("powerchain.scheme");
    } catch {
      return null;
    }
  }
  const dark =
    (stored() ?? (globalThis.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  globalThis.document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
