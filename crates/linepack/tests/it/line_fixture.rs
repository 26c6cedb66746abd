//! Gases with closed forms and a line to try them on.

use linepack::equations::compression::CompressionEfficiency;
use linepack::equations::friction::Friction;
use linepack::equations::pipe::{Pipe, Temperature, Terms};
use linepack::gas::{GasError, Properties, State};
use linepack::line::{
    Aftercooler, Detail, Driver, Flow, GasTurbine, Line, LineLimits, PipeSection, Resolution, Route,
    RoutePoint, Station, StationLimits, Supply, Task,
};

/// Specific gas constant of the analytic cases, J/(kg K).
pub(crate) const SPECIFIC_GAS_CONSTANT: f64 = 8.314_462_618_153_24 / 0.0185;

/// z as a function of pressure and temperature, with its derivatives.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Compressibility {
    Constant(f64),
    /// 1/(b1 + b2 p).
    Cnga(f64, f64),
    /// Papay with p_c and T_c.
    Papay(f64, f64),
}

/// A gas with constant c_p° and viscosity and a simple z.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SimpleGas {
    pub(crate) z: Compressibility,
    pub(crate) isobaric_heat_capacity: f64,
    pub(crate) viscosity: f64,
}

impl SimpleGas {
    pub(crate) fn constant(z: f64) -> Self {
        Self { z: Compressibility::Constant(z), isobaric_heat_capacity: 2300.0, viscosity: 1.1e-5 }
    }

    /// z, ∂z/∂p and ∂z/∂T.
    pub(crate) fn z(&self, p: f64, t: f64) -> (f64, f64, f64) {
        match self.z {
            Compressibility::Constant(z) => (z, 0.0, 0.0),
            Compressibility::Cnga(b1, b2) => {
                let z = 1.0 / (b1 + b2 * p);
                (z, -b2 * z * z, 0.0)
            }
            Compressibility::Papay(pc, tc) => {
                let (a, b) = (3.52 * (-2.26 * t / tc).exp(), 0.274 * (-1.878 * t / tc).exp());
                let r = p / pc;
                (1.0 - a * r + b * r * r, (2.0 * b * r - a) / pc, (2.26 * a * r - 1.878 * b * r * r) / tc)
            }
        }
    }
}

impl Properties for SimpleGas {
    fn state(&self, p: f64, t: f64) -> Result<State, GasError> {
        let rs = SPECIFIC_GAS_CONSTANT;
        let cp = self.isobaric_heat_capacity;
        let (z, z_p, z_t) = self.z(p, t);
        let density = p / (z * rs * t);
        let rho_p = density / p - density / z * z_p;
        let v_t = (z + t * z_t) * rs / p;
        let cv = cp - t * v_t * v_t * density * density / rho_p;
        Ok(State {
            density,
            compressibility: z,
            // Only for constant z is this the enthalpy; the others are used at constant temperature.
            enthalpy: cp * t,
            entropy: cp * t.ln() - z * rs * p.ln(),
            isobaric_heat_capacity: cp,
            isochoric_heat_capacity: cv,
            speed_of_sound: (cp / (cv * rho_p)).sqrt(),
            joule_thomson: rs * t * t * z_t / (p * cp),
            viscosity: self.viscosity,
        })
    }

    fn molar_mass(&self) -> f64 {
        0.0185
    }
}

/// The pipe of case A1: 1 m bore, λ = 0.01.
pub(crate) fn pipe(friction: Friction) -> Pipe {
    Pipe {
        inner_diameter: 1.0,
        roughness: 1e-5,
        friction,
        efficiency: 1.0,
        heat_transfer_coefficient: 2.0,
        heat_transfer_diameter: 1.0,
    }
}

/// Only friction, at constant temperature.
pub(crate) const FRICTION_ONLY: Terms =
    Terms { inertia: false, gravity: false, joule_thomson: false, temperature: Temperature::Constant };

/// A straight line of one pipe that rises evenly, in ground of 278.15 K.
pub(crate) fn straight(length: f64, rise: f64, pipe: Pipe, terms: Terms) -> Line {
    let point = |distance, elevation| RoutePoint {
        distance,
        elevation,
        ground_temperature: 278.15,
        air_temperature: 288.15,
    };
    let route = Route::new(vec![point(0.0, 0.0), point(length, rise)]).unwrap();
    let section = PipeSection { from: 0.0, strings: 1, pipe, max_pressure: None };
    Line::new(route, vec![section], terms, LineLimits::default()).unwrap()
}

/// 8 MPa and 288.15 K at the inlet, to 1e-10.
pub(crate) fn task(intake: f64) -> Task {
    Task {
        supply: Supply { pressure: 8e6, temperature: 288.15, lower_heating_value: 48e6 },
        flow: Flow::Intake(intake),
        delivery_pressure: None,
        resolution: Resolution::Tolerance(1e-10),
        detail: Detail::Profile,
    }
}

/// A turbine-driven station at a distance, as built in the last decade.
pub(crate) fn station(distance: f64, discharge_pressure: f64) -> Station {
    Station {
        distance,
        discharge_pressure,
        efficiency: CompressionEfficiency::Polytropic(0.85),
        mechanical_efficiency: 0.98,
        driver: Driver::GasTurbine(GasTurbine {
            installed_power: None,
            efficiency: 0.36,
            power_derating: 0.007,
            efficiency_derating: 0.002,
            max_power_factor: 1.15,
        }),
        suction_loss: 0.05e6,
        aftercooler: Some(Aftercooler { outlet_temperature: 288.15, approach: 12.0, pressure_loss: 0.05e6 }),
        limits: StationLimits::default(),
    }
}

pub(crate) fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs(),
        "{found} is not {expected}: off by {:.2e}",
        found / expected - 1.0
    );
}
