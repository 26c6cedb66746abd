//! From the derivatives of a potential to the properties a pipeline needs: written once for
//! every equation of state.
//!
//! An equation gives either its residual Helmholtz energy a(ρ, T) or its residual Gibbs energy
//! γ(p, T), both divided by nRT; everything else follows by differentiation, so heat capacities,
//! speed of sound and Joule–Thomson coefficient belong to the same surface as the density.

use super::ideal_gas::{Ideal, IdealMixture};
use super::number::Jet;
use super::viscosity::Viscosity;
use super::{GasError, State};

/// Residual Helmholtz energy a = Aʳ/(nRT) and its derivatives, each multiplied by the powers of
/// density ρ and inverse temperature τ it was differentiated by.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Residual<N = f64> {
    /// a.
    pub a: N,
    /// ρ ∂a/∂ρ = z − 1.
    pub a_d: N,
    /// ρ² ∂²a/∂ρ².
    pub a_dd: N,
    /// τ ∂a/∂τ.
    pub a_t: N,
    /// τ² ∂²a/∂τ².
    pub a_tt: N,
    /// ρ τ ∂²a/∂ρ∂τ.
    pub a_dt: N,
}

/// All properties of one point in molar units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Molar {
    /// Molar density, mol/m³.
    pub density: f64,
    pub compressibility: f64,
    /// J/mol.
    pub enthalpy: f64,
    /// J/(mol K).
    pub entropy: f64,
    /// J/(mol K).
    pub cp: f64,
    /// J/(mol K).
    pub cv: f64,
    /// M w², J/mol.
    pub mass_speed_squared: f64,
    /// K/Pa.
    pub joule_thomson: f64,
}

impl Molar {
    /// Per kilogram, with molar mass in kg/mol and temperature in K.
    pub(super) fn state(&self, molar_mass: f64, viscosity: Viscosity, temperature: f64) -> State {
        let density = self.density * molar_mass;
        State {
            density,
            compressibility: self.compressibility,
            enthalpy: self.enthalpy / molar_mass,
            entropy: self.entropy / molar_mass,
            isobaric_heat_capacity: self.cp / molar_mass,
            isochoric_heat_capacity: self.cv / molar_mass,
            speed_of_sound: (self.mass_speed_squared / molar_mass).sqrt(),
            joule_thomson: self.joule_thomson,
            viscosity: viscosity.at(density, temperature, molar_mass),
        }
    }
}

impl State {
    /// This state if it is one a gas can be in: all finite, density, heat capacities and speed of
    /// sound positive.
    pub(super) fn stable(
        self,
        equation: &'static str,
        pressure: f64,
        temperature: f64,
    ) -> Result<Self, GasError> {
        let positive = [
            self.density,
            self.compressibility,
            self.isobaric_heat_capacity,
            self.isochoric_heat_capacity,
            self.speed_of_sound,
            self.viscosity,
        ];
        let finite = [self.enthalpy, self.entropy, self.joule_thomson];
        if positive.iter().all(|v| *v > 0.0 && v.is_finite()) && finite.iter().all(|v| v.is_finite()) {
            Ok(self)
        } else {
            Err(GasError::NoGasDensity { equation, pressure, temperature })
        }
    }
}

/// From the residual Helmholtz energy at molar `density` (mol/m³) and `temperature` (K).
pub(super) fn from_helmholtz(density: f64, temperature: f64, ideal: &IdealMixture, r: &Residual) -> Molar {
    let gas_constant = ideal.gas_constant();
    let rt = gas_constant * temperature;
    let Ideal { a: a0, a_t: a0_t, a_tt: a0_tt } = ideal.at(temperature, density.ln());
    let dp_drho = 1.0 + 2.0 * r.a_d + r.a_dd; // (∂p/∂ρ)_T / RT
    let dp_dt = 1.0 + r.a_d - r.a_dt; // (∂p/∂T)_ρ / ρR
    let cv = -(a0_tt + r.a_tt);
    let cp = cv + dp_dt * dp_dt / dp_drho;
    Molar {
        density,
        compressibility: 1.0 + r.a_d,
        enthalpy: rt * (1.0 + a0_t + r.a_t + r.a_d),
        entropy: gas_constant * (a0_t + r.a_t - a0 - r.a),
        cp: gas_constant * cp,
        cv: gas_constant * cv,
        mass_speed_squared: rt * cp / cv * dp_drho,
        // T/ρ (∂p/∂T)/(∂p/∂ρ) − 1 with the ones cancelled by hand: exact down to zero density.
        joule_thomson: -(r.a_d + r.a_dt + r.a_dd) / (dp_drho * cp * gas_constant * density),
    }
}

/// From the residual Gibbs energy γ(p, T) = Gʳ/(nRT), first variable p in Pa, second T in K.
pub(super) fn from_gibbs(pressure: f64, temperature: f64, ideal: &IdealMixture, gamma: &Jet) -> Molar {
    let gas_constant = ideal.gas_constant();
    let rt = gas_constant * temperature;
    let Ideal { a: a0, a_t: a0_t, a_tt: a0_tt } = ideal.at(temperature, (pressure / rt).ln());
    let z = 1.0 + pressure * gamma.x;
    let z_p = gamma.x + pressure * gamma.xx; // ∂z/∂p
    let z_t = pressure * gamma.xy; // ∂z/∂T
    let volume_t = z + temperature * z_t; // (∂v/∂T)_p · p/R
    let volume_p = pressure * z_p - z; // (∂v/∂p)_T · p²/RT
    let enthalpy_residual = -temperature * gamma.y; // / RT
    let cp = 1.0 - a0_tt - temperature * (2.0 * gamma.y + temperature * gamma.yy);
    let cv = cp + volume_t * volume_t / volume_p;
    Molar {
        density: pressure / (rt * z),
        compressibility: z,
        enthalpy: rt * (1.0 + a0_t + enthalpy_residual),
        entropy: gas_constant * (a0_t - a0 + enthalpy_residual - gamma.v),
        cp: gas_constant * cp,
        cv: gas_constant * cv,
        mass_speed_squared: -rt * z * z / (volume_p + volume_t * volume_t / cp),
        joule_thomson: temperature * temperature * z_t / (pressure * cp),
    }
}
