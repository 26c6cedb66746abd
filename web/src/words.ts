// Whole sentences by language, from message files; numbers and dates by the platform's own Intl.

import en from "./messages/en.json";
import ru from "./messages/ru.json";
import uk from "./messages/uk.json";
import zh from "./messages/zh.json";

export const languages = { en: "English", uk: "Українська", ru: "Русский", zh: "中文" } as const;
export type Language = keyof typeof languages;
export type Word = keyof typeof en;
const messages: Record<Language, Record<Word, string>> = { en, uk, ru, zh };

/** A sentence of the language, with `{name}` replaced by values. */
export function say(language: Language, word: Word, values: Record<string, string> = {}): string {
  return messages[language][word].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}

/** A number by locale: as many decimals as leave four significant digits. */
export function number(language: Language, value: number, sign = false): string {
  const digits = value === 0 ? 0 : Math.min(6, Math.max(0, 3 - Math.floor(Math.log10(Math.abs(value)))));
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: digits, signDisplay: sign ? "exceptZero" : "auto" });
  return format.format(value);
}
