/** The service worker keeps the program (never its data) for a quick start; without one everything works the same. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  window.addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => undefined), {
    once: true,
  });
  if (document.readyState === "complete") void navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}
