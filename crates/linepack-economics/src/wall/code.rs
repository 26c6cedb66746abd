//! A design code: the form of its wall formula, its classes, and the stress it allows.

use serde::{Deserialize, Serialize};

use super::WallError;
use super::code_table::{RELIABILITY, RELIABILITY_PRESSURES, RULES};

/// A code of pipeline design that this program knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// SNiP 2.05.06-85*, Russia until 2013.
    Snip20506,
    /// SP 36.13330.2012, Russia, the SNiP brought up to date.
    Sp36,
    /// The yield-based form that gives back the walls ordered for 11.8 MPa; refitted, not read from the standard.
    StoGazprom,
    /// ASME B31.8, United States and much of the world.
    AsmeB318,
    /// GB 50251-2015, China.
    Gb50251,
    /// EN 1594, Europe.
    En1594,
    /// ISO 13623.
    Iso13623,
}

impl Code {
    /// Every code, in the order of the table.
    pub const ALL: [Self; 7] = [
        Self::Snip20506,
        Self::Sp36,
        Self::StoGazprom,
        Self::AsmeB318,
        Self::Gb50251,
        Self::En1594,
        Self::Iso13623,
    ];

    /// The rule of this code.
    pub fn rule(self) -> &'static Rule {
        &RULES[self as usize]
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.rule().title)
    }
}

/// Which strength of the steel a code starts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Strength {
    /// Least ultimate (tensile) strength.
    Ultimate,
    /// Specified minimum yield strength.
    Yield,
}

/// Where in the wall the hoop stress of the formula is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HoopAt {
    /// Barlow's outside form, σ = p D/(2 t).
    Outside,
    /// Middle of the wall, σ = p (D − t)/(2 t).
    Middle,
    /// Inside form, σ = p (D − 2t)/(2 t).
    Inside,
}

impl HoopAt {
    /// The share k in t = n p D/(2 (S + k n p)): 0, ½ or 1.
    pub const fn share(self) -> f64 {
        match self {
            Self::Outside => 0.0,
            Self::Middle => 0.5,
            Self::Inside => 1.0,
        }
    }

    /// Hoop stress, Pa, of a pipe of `outside_diameter` (m) and `wall` (m) under `pressure` (Pa).
    ///
    /// ```text
    /// σ = p (D − 2 k t)/(2 t)
    /// ```
    pub fn stress(self, pressure: f64, outside_diameter: f64, wall: f64) -> f64 {
        pressure * (outside_diameter - 2.0 * self.share() * wall) / (2.0 * wall)
    }
}

/// A category or location class and its factors.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Class {
    /// The code's name of it, such as `III` or `1.2`.
    pub name: &'static str,
    /// m of the SNiP, F, f₀ or F_h of the others.
    pub factor: f64,
    /// Strength test pressure over working pressure, where known.
    pub test_factor: Option<f64>,
    /// What it is for.
    pub meaning: &'static str,
}

/// The thinnest wall a code lets be laid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Minimum {
    /// Outside diameter over the thinnest wall.
    pub diameter_ratio: f64,
    /// The thinnest wall at any diameter, m.
    pub absolute: f64,
    /// Its clause.
    pub clause: &'static str,
}

/// One code as data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Which code.
    pub code: Code,
    /// Its usual name.
    pub title: &'static str,
    /// The strength it starts from.
    pub strength: Strength,
    /// Where its formula takes the hoop stress.
    pub hoop_at: HoopAt,
    /// n, the factor on pressure.
    pub load_factor: f64,
    /// Multiplier of the table of k_n, for the codes that have k_n.
    pub reliability_scale: Option<f64>,
    /// Categories or location classes.
    pub classes: &'static [Class],
    /// Thinnest wall.
    pub minimum: Option<Minimum>,
    /// Temperature (K) and derating factor, rising; empty when the code has none here.
    pub derating: &'static [(f64, f64)],
    /// Greatest hoop stress in the strength test over yield.
    pub test_stress_share: f64,
    /// Clause of the wall formula.
    pub wall_clause: &'static str,
    /// Clauses of the allowable stress.
    pub stress_clause: &'static str,
    /// Clause that bounds the pressure, where there is one.
    pub scope_clause: &'static str,
    /// Clause of the strength test.
    pub test_clause: &'static str,
}

impl Rule {
    /// The class of this name.
    pub fn class(&self, name: &str) -> Result<&'static Class, WallError> {
        self.classes.iter().find(|class| class.name == name).ok_or_else(|| WallError::Class {
            code: self.code,
            name: name.to_owned(),
            known: self.classes.iter().map(|class| class.name).collect::<Vec<_>>().join(", "),
        })
    }

    /// k_n of the SNiP and SP 36 by diameter and pressure; 1 for codes without it.
    ///
    /// Above 9.8 MPa the last column goes on, and [`super::Wall::checks`] says that it is out of scope.
    pub fn reliability(&self, outside_diameter: f64, pressure: f64) -> Result<f64, WallError> {
        let Some(scale) = self.reliability_scale else { return Ok(1.0) };
        let row = RELIABILITY.iter().find(|row| outside_diameter <= row.0 + 1e-6);
        let (_, factors) = row.ok_or(WallError::Diameter { code: self.code, outside_diameter })?;
        let column = RELIABILITY_PRESSURES.iter().position(|&end| pressure <= end + 1.0).unwrap_or(2);
        Ok(scale * factors[column])
    }

    /// The greatest pressure of the code's own tables, Pa.
    pub fn greatest_pressure(&self) -> Option<f64> {
        self.reliability_scale.map(|_| RELIABILITY_PRESSURES[2])
    }

    /// Temperature derating factor, linear between the rows of the code's table.
    pub fn derating_at(&self, temperature: f64) -> Result<f64, WallError> {
        let (Some(first), Some(last)) = (self.derating.first(), self.derating.last()) else { return Ok(1.0) };
        if temperature <= first.0 {
            return Ok(first.1);
        }
        let pair = self.derating.windows(2).find(|pair| temperature <= pair[1].0);
        let pair = pair.ok_or(WallError::Temperature { code: self.code, temperature, greatest: last.0 })?;
        let part = (temperature - pair[0].0) / (pair[1].0 - pair[0].0);
        Ok(pair[0].1 + part * (pair[1].1 - pair[0].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_finds_its_own_row() {
        for code in Code::ALL {
            assert_eq!(code.rule().code, code);
            let factors: Vec<f64> = code.rule().classes.iter().map(|class| class.factor).collect();
            assert!(factors.iter().all(|&factor| factor > 0.0 && factor <= 1.0), "{code}: {factors:?}");
        }
    }

    #[test]
    fn the_reliability_factor_steps_with_diameter_and_pressure() {
        let snip = Code::Snip20506.rule();
        let at = |diameter, pressure| snip.reliability(diameter, pressure).unwrap();
        assert_eq!([at(1.42, 5.4e6), at(1.42, 7.4e6), at(1.42, 9.8e6)], [1.05, 1.10, 1.15]);
        assert_eq!([at(1.22, 5.4e6), at(1.22, 7.4e6), at(1.22, 9.8e6)], [1.05, 1.05, 1.10]);
        assert_eq!([at(1.02, 5.4e6), at(1.02, 7.4e6), at(1.02, 9.8e6)], [1.00, 1.00, 1.05]);
        assert_eq!(at(0.53, 9.8e6), 1.00);
        assert!((Code::Sp36.rule().reliability(1.42, 9.8e6).unwrap() - 1.265).abs() < 1e-12);
        assert!(snip.reliability(1.6, 5e6).is_err());
    }

    #[test]
    fn derating_is_linear_between_rows_and_refuses_beyond_them() {
        let asme = Code::AsmeB318.rule();
        assert_eq!(asme.derating_at(288.15).unwrap(), 1.0);
        assert!((asme.derating_at(408.15).unwrap() - 0.9835).abs() < 1e-12);
        assert!(asme.derating_at(510.0).is_err());
        assert!(Code::Gb50251.rule().derating_at(400.0).is_err());
        assert_eq!(Code::Iso13623.rule().derating_at(400.0).unwrap(), 1.0);
    }
}
