// What the engine says, as the page reads it.

export interface Fault { message: string; hint: string; file?: string | null; line?: number | null }

export interface Figure { id: string; label: string; value: number; unit: string; low?: number | null; high?: number | null }

/** One input with its bounds and what supports it. */
export interface Field {
  key: string; label: string; unit: string; kind: "number" | "count" | "list" | "choice" | "text" | "date";
  value?: number; range?: [number, number]; bounds?: [number, number]; text?: string; choices?: string[];
  evidence: string[]; assumption?: string; place: string;
}

/** What the page carries. */
export interface Study {
  name: string; version: string; commit: string; files: Record<string, string>; settings: string[]; fields: Field[]; figures: Figure[];
  study: { title: string; as_of: string; seller: string; buyer: string; transit: string; delivery_point: string; money_year: number };
}

export interface Solved { unknown: string; unit: string; today: number; result: string; target: number; answers: number[]; nearest: [number, number] | null; searched: [number, number] }

export interface Answer extends Partial<Solved> {
  faults?: Fault[]; milliseconds?: number; verdict?: string; figures?: Figure[]; sections?: [string, string][];
  messages?: { level: string; text: string }[];
}

/** The settings that differ from the study, by key; values as the study writes them. */
export type Settings = Record<string, string>;
