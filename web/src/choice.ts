// Which inputs are offered as sliders, in which groups; a study that lacks one goes without it.

import type { Field } from "./types";
import type { Word } from "./words";

export const groups: [Word, string[]][] = [
  ["groupMarket", ["market.lng_spot", "market.persistence", "market.demand_level", "market.elasticity"]],
  ["groupLine", ["line.volume", "line.diameter", "line.pressure", "line.delivery_pressure", "line.roughness", "line.turbine_efficiency"]],
  ["groupCost", ["cost.rate", "cost.overrun", "cost.steel", "cost.laying", "cost.station", "cost.contingency", "cost.life"]],
  ["groupSeller", ["seller.capacity", "seller.production", "seller.extraction_tax", "seller.duty", "seller.profit_tax", "seller.domestic_share"]],
  ["groupBuyer", ["buyer.capacity", "transit.fee", "buyer.inland", "buyer.security_premium", "buyer.rate"]],
  ["groupDeal", ["deal.seller_power", "deal.bypass"]],
];

/** The figures of the strip that follows every move, the first the widest. */
export const headline = ["deal.range", "deal.seller_reservation", "deal.buyer_reservation", "deal.nash_price", "cost.tariff", "cost.capex", "line.power", "line.capacity"];

/** Results that can be solved for. */
export const solvable = ["deal.range", "deal.seller_reservation", "deal.buyer_reservation", "deal.nash_price", "cost.tariff", "cost.capex", "line.power", "market.price.with"];

/** Ends and step of a slider: half as wide again as the study's range, or 60 % around the value, within what can be set. */
export function travel(field: Field): { least: number; greatest: number; step: number } {
  const value = field.value ?? 0;
  const [low, high] = field.range ?? [value - 0.6 * Math.abs(value || 1), value + 0.6 * Math.abs(value || 1)];
  const wider = field.range ? 0.5 * (high - low) : 0;
  const [least, greatest] = field.bounds ?? [-Infinity, Infinity];
  const step = 10 ** Math.floor(Math.log10((high - low + 2 * wider) / 60));
  const from = Math.max(least, low - wider);
  const to = Math.min(greatest, high + wider);
  const whole = field.kind === "count" ? Math.max(1, Math.round(step)) : step;
  const clean = (end: number) => Number((Math.round(end / whole) * whole).toPrecision(12));
  return { least: Math.max(least, clean(from)), greatest: Math.min(greatest, clean(to)), step: whole };
}

/** A value as a setting writes it. */
export const written = (field: Field, value: number) => `${value}${["-", ""].includes(field.unit) ? "" : ` ${field.unit}`}`;
