// Units as a reader likes them. Nothing stored changes: the engine speaks the study's units, this file shows them.

export interface Units { pressure: string; volume: string; price: string }
export const pressures = ["MPa", "bar(a)", "bar(g)", "psi(a)"] as const;
export const volumes = ["bcm/yr", "mcm/d", "MMscf/d", "kg/s"] as const;
export const states = ["20C", "15C", "0C"] as const;
export const prices = ["USD/1000m3", "USD/MMBtu"] as const;

// Ideal-gas volumes at 101.325 kPa: kelvin of the reference states.
const kelvin: Record<string, number> = { "20C": 293.15, "15C": 288.15, "0C": 273.15 };
const ATMOSPHERE = 0.101325; // MPa, exact
const PSI = 6.894757293168361e-3; // MPa
const SCF = 0.028316846592; // m³, exact; at 60 °F
const FAHRENHEIT_60 = 288.7055555555556; // K
const MMBTU = 1055.05585262; // MJ, International Table

export interface Gas { molarMass: number; heatingValue: number }
export interface Shown { value: number; unit: string }
export interface Choice { pressure: string; volume: string; state: string; price: string }

/** A value of the study in the chosen unit. A difference has no offset: `bar(g)` and `bar(a)` are then the same. */
export function shown(value: number, unit: string, choice: Choice, gas: Gas, difference = false): Shown {
  if (unit === "MPa") {
    const gauge = difference ? 0 : ATMOSPHERE;
    switch (choice.pressure) {
      case "bar(a)": return { value: value * 10, unit: difference ? "bar" : "bar(a)" };
      case "bar(g)": return { value: (value - gauge) * 10, unit: difference ? "bar" : "bar(g)" };
      case "psi(a)": return { value: value / PSI, unit: difference ? "psi" : "psi(a)" };
      default: return { value, unit };
    }
  }
  if (unit === "bcm(20C)/yr") {
    const scale = kelvin[choice.state] / kelvin["20C"];
    const cubic = value * 1e9 * scale; // m³ a year at the chosen state
    switch (choice.volume) {
      case "mcm/d": return { value: cubic / 365 / 1e6, unit: `mcm(${choice.state})/d` };
      case "MMscf/d": return { value: (value * 1e9 * FAHRENHEIT_60) / kelvin["20C"] / 365 / SCF / 1e6, unit: "MMscf(60F)/d" };
      case "kg/s": return { value: (value * 1e9 * 41.57136 * gas.molarMass) / 1e3 / (365 * 86400), unit: "kg/s" };
      default: return { value: value * scale, unit: `bcm(${choice.state})/yr` };
    }
  }
  if (unit === "USD/1000m3(20C)") {
    if (choice.price === "USD/MMBtu") return { value: (value * MMBTU) / (gas.heatingValue * 1000), unit: "USD/MMBtu" };
    return { value: (value * kelvin["20C"]) / kelvin[choice.state], unit: `USD/1000m3(${choice.state})` };
  }
  return { value, unit: unit === "-" ? "" : unit };
}
