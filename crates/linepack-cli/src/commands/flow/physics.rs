//! Which physics a run follows, from the options, the files, and what is assumed where both are silent.

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};
use linepack::equations::compressibility::Compressibility;
use linepack::equations::friction::Friction;
use linepack::equations::steady_element::PipeLaw;
use linepack::findings::Finding;
use linepack::formats::StatedGas;
use linepack::gas::{Composition, EquationOfState, Gas, Law, Properties};
use linepack::network::Network;
use linepack::steady::{Options, SteadyError};
use linepack::units::{Quantity, Temperature};

/// Molar mass of air in the CNGA form of the pipeline literature, kg/mol.
const AIR: f64 = 0.02896;

/// What limits do to set points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Limits {
    /// A limit overrules a set point.
    Hold,
    /// A set point stands; a limit that it passes is listed.
    List,
}

/// The physics of a run.
#[derive(Args)]
#[command(next_help_heading = "Physics")]
pub struct PhysicsOptions {
    /// Equation of state: gerg2008, detail, peng-robinson, srk, gost30319, papay, aga, cnga, ideal, or
    /// constant:0.87. Without it, Papay with the constants of the network.
    #[arg(long, value_name = "NAME")]
    eos: Option<String>,
    /// Composition by mole fraction, where the network states none: "CH4 0.96, C2H6 0.03, N2 0.01".
    #[arg(long, value_name = "COMPOSITION")]
    gas: Option<String>,
    /// Law of wall friction: colebrook, nikuradse, hofer, swamee-jain, zanke, chen, aga, panhandle-a,
    /// panhandle-b, weymouth, or constant:0.01.
    #[arg(long, default_value = "colebrook", value_name = "NAME")]
    friction: String,
    /// Dynamic viscosity of the gas [default: 1.1e-5 Pa s].
    #[arg(long, value_name = "VISCOSITY")]
    viscosity: Option<String>,
    /// Momentum balance of a pipe: integrated with the local Z, or the closed form with a mean Z.
    #[arg(long, default_value = "ode", value_name = "FORM")]
    pipe_law: Law_,
    /// Temperature everywhere, such as "283.15 K" or "10 C".
    #[arg(long, value_name = "TEMPERATURE")]
    temperature: Option<String>,
    /// Whether the gas is accelerated along a pipe (with the integrated balance).
    #[arg(long, default_value = "off", value_name = "SWITCH")]
    inertia: Switch,
    /// Limits of stations and control valves: they leave their set points rather than pass one, or keep
    /// them and the limits that are passed are listed.
    #[arg(long, default_value = "hold", value_name = "HOW")]
    limits: Limits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Law_ {
    /// Integrated with the local Z(p, T).
    Ode,
    /// Closed form with Z at the mean pressure.
    MeanZ,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

/// The gas of a run.
pub enum RunGas {
    /// A law for Z.
    Law(Compressibility<'static>),
    /// An equation of state for a composition.
    Of(Box<Gas>),
}

/// The physics of a run, chosen.
pub struct Physics {
    gas: RunGas,
    /// Name of the equation of state.
    pub equation: String,
    /// Molar mass, kg/mol.
    pub molar_mass: f64,
    /// Temperature, K.
    pub temperature: f64,
    /// Law of friction.
    pub friction: Friction,
    /// Viscosity, Pa s.
    pub viscosity: f64,
    /// Form of the momentum balance.
    pub pipe_law: PipeLaw,
    /// Whether the convective term counts.
    pub inertia: bool,
    /// Whether active elements leave their set points rather than pass a limit.
    pub hold_limits: bool,
    /// What was assumed.
    pub notes: Vec<Finding>,
}

impl Physics {
    /// As the engine takes it.
    pub fn options(&self) -> Options<'_> {
        Options {
            gas: Some(match &self.gas {
                RunGas::Law(law) => *law,
                RunGas::Of(gas) => Compressibility::Of(gas.as_ref()),
            }),
            molar_mass: Some(self.molar_mass),
            temperature: Some(self.temperature),
            friction: self.friction,
            viscosity: self.viscosity,
            pipe_law: self.pipe_law,
            inertia: self.inertia,
            hold_limits: self.hold_limits,
            ..Options::default()
        }
    }

    /// The compressibility factor, where it is the same everywhere.
    pub fn constant_z(&self) -> Option<f64> {
        match self.gas {
            RunGas::Law(Compressibility::Constant(z)) => Some(z),
            _ => None,
        }
    }
}

impl PhysicsOptions {
    /// Chooses: an option before a file, a file before an assumption.
    pub fn choose(&self, network: &Network, stated: &StatedGas) -> Result<Physics> {
        let mut notes = Vec::new();
        let entries = network.mean_gas();
        let composition = match &self.gas {
            Some(text) => Some(text.parse::<Composition>().map_err(|error| {
                anyhow!(
                    "error: `--gas {text}`: {error}\n  hint: write --gas \"CH4 0.96, C2H6 0.03, N2 0.01\""
                )
            })?),
            None => stated.composition.clone(),
        };
        let temperature = match &self.temperature {
            Some(text) => {
                let read: Temperature = text.parse().map_err(|error: linepack::units::UnitError| {
                    anyhow!("error: `--temperature {text}`: {error}\n  hint: {}", error.hint())
                })?;
                read.si()
            }
            None => match stated.temperature.or(entries.temperature) {
                Some(temperature) => temperature,
                None => {
                    notes.push(
                        Finding::warning("no file states a temperature: 288.15 K is assumed everywhere")
                            .hint("give it with --temperature"),
                    );
                    288.15
                }
            },
        };
        let molar_mass = match (&composition, stated.molar_mass.or(entries.molar_mass)) {
            (Some(_), _) => None,
            (None, Some(molar_mass)) => Some(molar_mass),
            (None, None) => {
                notes.push(
                    Finding::warning("no file states the gas: a molar mass of 0.0185 kg/mol is assumed")
                        .hint("give the gas with --gas \"CH4 0.96, C2H6 0.03, N2 0.01\""),
                );
                Some(0.0185)
            }
        };
        let (gas, molar_mass, equation) =
            self.equation(network, stated, composition, (molar_mass, temperature), &mut notes)?;
        let viscosity = match &self.viscosity {
            Some(text) => viscosity(text)?,
            None => stated.viscosity.unwrap_or(1.1e-5),
        };
        let pipe_law = if self.pipe_law == Law_::Ode { PipeLaw::Ode } else { PipeLaw::MeanZ };
        let inertia = self.inertia == Switch::On;
        let hold_limits = self.limits == Limits::Hold;
        if inertia && pipe_law == PipeLaw::MeanZ {
            bail!(
                "error: `--inertia on` has no meaning with `--pipe-law mean-z`, a closed form without it\n  hint: take --pipe-law ode"
            );
        }
        let friction = friction(&self.friction)?;
        Ok(Physics {
            gas,
            equation,
            molar_mass,
            temperature,
            friction,
            viscosity,
            pipe_law,
            inertia,
            hold_limits,
            notes,
        })
    }

    fn equation(
        &self,
        network: &Network,
        stated: &StatedGas,
        composition: Option<Composition>,
        (molar_mass, temperature): (Option<f64>, f64),
        notes: &mut Vec<Finding>,
    ) -> Result<(RunGas, f64, String)> {
        let asked = match &self.eos {
            Some(text) => Some(text.parse::<EquationOfState>().map_err(|error| anyhow!("error: {error}"))?),
            None => None,
        };
        let wrong = |error: linepack::gas::GasError| anyhow!("error: {error}");
        let law = |law: Law, molar_mass: f64, name: &str| {
            (RunGas::Law(Compressibility::of_law(law, temperature)), molar_mass, name.to_owned())
        };
        if let Some(composition) = composition {
            let equation = asked.unwrap_or_default();
            let gas = Gas::new(composition, equation).map_err(wrong)?;
            let molar_mass = gas.molar_mass();
            if equation == EquationOfState::Cnga {
                return Ok(law(cnga(molar_mass, temperature), molar_mass, equation.name()));
            }
            return Ok((RunGas::Of(Box::new(gas)), molar_mass, equation.name().to_owned()));
        }
        let molar_mass = molar_mass.unwrap_or(0.0185);
        let entries = network.mean_gas();
        let critical = entries.pseudocritical_pressure.zip(entries.pseudocritical_temperature);
        let missing = || {
            anyhow!(
                "error: no entry of {} states its pseudocritical pressure and temperature\n  hint: choose another --eos, or give the gas with --gas",
                if network.source().is_empty() { "the network" } else { network.source() }
            )
        };
        let equation = match asked {
            Some(equation) => equation,
            None => match (stated.law, critical) {
                (Some(stated), _) => return Ok(law(stated, molar_mass, "as the file states it")),
                (None, Some(_)) => EquationOfState::Papay,
                (None, None) => {
                    notes.push(
                        Finding::warning(
                            "no file states a critical point or an equation of state: GERG-2008 is taken",
                        )
                        .hint("choose one with --eos"),
                    );
                    EquationOfState::Gerg2008
                }
            },
        };
        Ok(match equation {
            EquationOfState::Constant(z) if !(z > 0.0 && z.is_finite()) => bail!(
                "error: the constant compressibility factor is {z}\n  hint: give a number above 0, such as constant:0.87"
            ),
            EquationOfState::Constant(z) => law(Law::Constant(z), molar_mass, equation.name()),
            EquationOfState::Ideal => law(Law::Ideal, molar_mass, equation.name()),
            EquationOfState::Papay => {
                let (critical_pressure, critical_temperature) = critical.ok_or_else(missing)?;
                law(Law::Papay { critical_pressure, critical_temperature }, molar_mass, equation.name())
            }
            EquationOfState::AgaLinear => {
                let (critical_pressure, critical_temperature) = critical.ok_or_else(missing)?;
                law(Law::AgaLinear { critical_pressure, critical_temperature }, molar_mass, equation.name())
            }
            EquationOfState::Cnga => law(cnga(molar_mass, temperature), molar_mass, equation.name()),
            EquationOfState::Gerg2008
            | EquationOfState::Detail
            | EquationOfState::PengRobinson
            | EquationOfState::SoaveRedlichKwong
            | EquationOfState::Gost30319 => {
                let (composition, said) = light_gas(molar_mass)?;
                notes.push(
                    Finding::warning(format!(
                        "no file states a composition: {said} is assumed, which has the molar mass {molar_mass} kg/mol"
                    ))
                    .hint("give it with --gas \"CH4 0.96, C2H6 0.03, N2 0.01\""),
                );
                let gas = Gas::new(composition, equation).map_err(wrong)?;
                (RunGas::Of(Box::new(gas)), molar_mass, equation.name().to_owned())
            }
        })
    }
}

/// The two-coefficient form 1/Z = b₁ + b₂ p of CNGA as GasTranSim and GasSteadySim use it, with
/// b₂ = 344 400 · 10^(1.785 G)/(6 894.757 (1.8 T)^3.825) and b₁ = 1 + 101 350 Pa · b₂.
///
/// Source: Srinivasan et al., IEEE Trans. Control Netw. Syst. 10 (2023) 1405–1416, section II. Menon's form
/// with a gauge pressure has b₁ = 1 − p₀ b₂; the difference in Z is 0.6 %.
fn cnga(molar_mass: f64, temperature: f64) -> Law {
    let (_, b2) = Law::cnga_coefficients(temperature, molar_mass / AIR);
    Law::CngaCoefficients { b1: 1.0 + 101_350.0 * b2, b2 }
}

/// Methane with ethane, or with hydrogen, of a molar mass in kg/mol.
fn light_gas(molar_mass: f64) -> Result<(Composition, String)> {
    const METHANE: f64 = 0.016_042_46;
    const ETHANE: f64 = 0.030_069_04;
    const HYDROGEN: f64 = 0.002_015_88;
    let (other, other_mass) = if molar_mass >= METHANE { ("C2H6", ETHANE) } else { ("H2", HYDROGEN) };
    let share = (molar_mass - METHANE) / (other_mass - METHANE);
    if !(0.0..=1.0).contains(&share) {
        bail!(
            "error: no natural gas has the molar mass {molar_mass} kg/mol\n  hint: give the gas with --gas"
        );
    }
    let said = format!("CH4 {:.4}, {other} {share:.4}", 1.0 - share);
    let composition = format!("CH4 {}, {other} {share}", 1.0 - share);
    Ok((composition.parse().map_err(|error| anyhow!("error: {error}"))?, said))
}

fn viscosity(text: &str) -> Result<f64> {
    let told = |error: linepack::units::UnitError| {
        anyhow!("error: `--viscosity {text}`: {error}\n  hint: write --viscosity \"1.1e-5 Pa s\"")
    };
    let quantity: Quantity = text.parse().map_err(told)?;
    let value = quantity.to("Pa s").map_err(told)?;
    if value > 0.0 && value < 1.0 {
        Ok(value)
    } else {
        Err(anyhow!("error: the viscosity is {value} Pa s\n  hint: that of natural gas is near 1.1e-5 Pa s"))
    }
}

/// Names by which laws of friction are read, beside `constant:0.01`.
const FRICTION: [(&str, Friction); 12] = [
    ("colebrook", Friction::ColebrookWhite),
    ("colebrook-white", Friction::ColebrookWhite),
    ("nikuradse", Friction::Nikuradse),
    ("rough", Friction::Nikuradse),
    ("hofer", Friction::Hofer),
    ("swamee-jain", Friction::SwameeJain),
    ("zanke", Friction::Zanke),
    ("chen", Friction::Chen),
    ("aga", Friction::Aga { drag_factor: 0.96 }),
    ("panhandle-a", Friction::PanhandleA),
    ("panhandle-b", Friction::PanhandleB),
    ("weymouth", Friction::Weymouth),
];

fn friction(text: &str) -> Result<Friction> {
    if let Some(number) = text.strip_prefix("constant:") {
        return number
            .parse::<f64>()
            .ok()
            .filter(|lambda| *lambda > 0.0 && *lambda < 10.0)
            .map(Friction::Constant)
            .ok_or_else(|| anyhow!("error: the friction factor `{number}` is not a number above 0\n  hint: write constant:0.01"));
    }
    FRICTION.iter().find(|(name, _)| *name == text).map(|(_, law)| *law).ok_or_else(|| {
        let nearest = FRICTION
            .iter()
            .map(|(name, _)| (strsim::damerau_levenshtein(name, text), *name))
            .min()
            .filter(|(distance, _)| *distance <= 3);
        let known =
            FRICTION.iter().map(|known| known.0).chain(["constant:0.01"]).collect::<Vec<_>>().join(", ");
        let hint =
            nearest.map_or(format!("known are {known}"), |(_, name)| format!("did you mean `{name}`?"));
        anyhow!("error: the law of friction `{text}` is not known\n  hint: {hint}")
    })
}

/// An error of the engine, with what to do on the command line.
pub fn hinted(error: &SteadyError) -> anyhow::Error {
    anyhow!("{error}")
}
