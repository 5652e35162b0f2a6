// Languages: catalogues are plain files of messages (ICU syntax), one folder a language, loaded when chosen. The English one
// fixes the message ids; the others are typed by it, so that a missing translation does not compile.
import { setupI18n, type Values } from "@lingui/core";
import { compileMessage } from "@lingui/message-utils/compileMessage";
import type { Messages } from "./messages/en/index.ts";

export const languages = { en: "English", el: "Ελληνικά", pt: "Português" } as const;
export type Language = keyof typeof languages;
export type MessageId = keyof Messages;

/** Where numbers and dates are not wholly fixed by the language: the day comes first, the clock has 24 hours. */
const formatLocales: Record<Language, string> = { en: "en-GB", el: "el-GR", pt: "pt-PT" };

const loaders: Record<Language, () => Promise<{ messages: Messages }>> = {
  en: () => import("./messages/en/index.ts"),
  el: () => import("./messages/el/index.ts"),
  pt: () => import("./messages/pt/index.ts"),
};

export const i18n = setupI18n();
i18n.setMessagesCompiler(compileMessage);

const STORAGE_KEY = "powerchain.language";

export function isLanguage(text: string | null | undefined): text is Language {
  return text !== null && text !== undefined && Object.hasOwn(languages, text);
}

/** The language chosen before, else the browser's if we speak it, else English. */
export function preferredLanguage(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (isLanguage(stored)) return stored;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? "en";
}

export async function activate(language: Language): Promise<void> {
  const { messages } = await loaders[language]();
  i18n.loadAndActivate({ locale: language, locales: formatLocales[language], messages });
  document.documentElement.lang = language;
}

export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORAGE_KEY, language);
  await activate(language);
}

export function currentLanguage(): Language {
  return isLanguage(i18n.locale) ? i18n.locale : "en";
}

/** The locale for Intl in the language that is active. */
export function currentLocale(): string {
  return formatLocales[currentLanguage()];
}

/** A sentence outside React: errors, notifications. */
export function translate(id: MessageId, values?: Values): string {
  return i18n._(id, values);
}
