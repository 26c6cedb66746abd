// The state of the page in its address, so that a link brings it back; nothing is sent anywhere.

import type { Settings, Study } from "./types";
import type { Choice } from "./units";
import { type Language, languages } from "./words";

export interface State { settings: Settings; language: Language; choice: Choice }
const MARK = "#set:";

/** The state that the address holds, or the study's, in the reader's language where the page speaks it. */
export function read(study: Study): State {
  const own = navigator.language.slice(0, 2);
  const state: State = {
    settings: {}, language: own in languages ? (own as Language) : "en",
    choice: { pressure: "MPa", volume: "bcm/yr", state: "20C", price: "USD/1000m3" },
  };
  try {
    if (!location.hash.startsWith(MARK)) return state;
    const held = JSON.parse(decodeURIComponent(location.hash.slice(MARK.length)));
    const keys = new Set(study.fields.map((field) => field.key));
    for (const [key, value] of Object.entries(held.settings ?? {})) if (keys.has(key)) state.settings[key] = String(value);
    if (held.language in languages) state.language = held.language;
    Object.assign(state.choice, held.choice);
  } catch { /* an address that was cut short is that of the study */ }
  return state;
}

/** The address that brings the state back. */
export function link(state: State): string {
  return `${location.href.split("#")[0]}${MARK}${encodeURIComponent(JSON.stringify(state))}`;
}

/** Writes the state into the address, unless nothing differs from the study and a section is being read. */
export function write(_study: Study, state: State) {
  const moved = Object.keys(state.settings).length > 0;
  if (!moved && !location.hash.startsWith(MARK)) return;
  history.replaceState(null, "", link(state));
}
