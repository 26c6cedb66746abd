//! A number with the unit its attribute says.

use crate::findings::Finding;
use crate::formats::xml::XmlElement;

/// What a number measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dimension {
    Length,
    Pressure,
    PressureDifference,
    Temperature,
    NormalFlow,
    NormalDensity,
    MolarMass,
    CalorificValue,
    HeatTransfer,
    Speed,
    Volume,
    Torque,
    None,
}

use Dimension as D;

/// Units of the format: name, dimension, factor and offset to SI.
///
/// Normal flow comes out in m³/s of normal volume; a flow given by mass is marked as such.
const UNITS: &[(&str, Dimension, f64, f64)] = &[
    ("m", D::Length, 1.0, 0.0),
    ("meter", D::Length, 1.0, 0.0),
    ("km", D::Length, 1e3, 0.0),
    ("cm", D::Length, 1e-2, 0.0),
    ("mm", D::Length, 1e-3, 0.0),
    ("bar", D::Pressure, 1e5, 0.0),
    ("barg", D::Pressure, 1e5, 101_325.0),
    ("Pa", D::Pressure, 1.0, 0.0),
    ("kPa", D::Pressure, 1e3, 0.0),
    ("MPa", D::Pressure, 1e6, 0.0),
    ("bar", D::PressureDifference, 1e5, 0.0),
    ("barg", D::PressureDifference, 1e5, 0.0),
    ("Pa", D::PressureDifference, 1.0, 0.0),
    ("kPa", D::PressureDifference, 1e3, 0.0),
    ("MPa", D::PressureDifference, 1e6, 0.0),
    ("K", D::Temperature, 1.0, 0.0),
    ("Celsius", D::Temperature, 1.0, 273.15),
    ("C", D::Temperature, 1.0, 273.15),
    ("1000m_cube_per_hour", D::NormalFlow, 1e3 / 3600.0, 0.0),
    ("m_cube_per_hour", D::NormalFlow, 1.0 / 3600.0, 0.0),
    ("m_cube_per_s", D::NormalFlow, 1.0, 0.0),
    ("kg_per_m_cube", D::NormalDensity, 1.0, 0.0),
    ("kg_per_kmol", D::MolarMass, 1e-3, 0.0),
    ("kg_per_mol", D::MolarMass, 1.0, 0.0),
    ("MJ_per_m_cube", D::CalorificValue, 1e6, 0.0),
    ("kWh_per_m_cube", D::CalorificValue, 3.6e6, 0.0),
    ("W_per_m_square_per_K", D::HeatTransfer, 1.0, 0.0),
    ("per_min", D::Speed, 1.0, 0.0),
    ("m_cube", D::Volume, 1.0, 0.0),
    ("Nm", D::Torque, 1.0, 0.0),
    ("kNm", D::Torque, 1e3, 0.0),
];

/// The value of an element such as `<length unit="km" value="55"/>` in SI.
pub(super) fn quantity(
    element: &XmlElement,
    dimension: Dimension,
    owner: &str,
    file: &str,
) -> Result<f64, Box<Finding>> {
    let name = &element.name;
    let refuse = |text: String, hint: String| {
        Box::new(Finding::error(text).at(file, element.line).about(owner).hint(hint))
    };
    let Some(text) = element.attribute("value").map(str::trim) else {
        return Err(refuse(format!("{name} of {owner} has no value"), "add value=\"…\"".into()));
    };
    let value = match text.parse::<f64>() {
        Ok(value) if value.is_finite() => value,
        Ok(_) => return Err(refuse(format!("{name} of {owner} is `{text}`"), "give a finite number".into())),
        Err(_) => {
            let hint =
                if text.contains(',') { "write a point for the decimal comma" } else { "give a number" };
            return Err(refuse(format!("{name} of {owner} is `{text}`, which is not a number"), hint.into()));
        }
    };
    let unit = match (element.attribute("unit").map(str::trim), dimension) {
        (_, D::None) => return Ok(value),
        (Some(unit), _) => unit,
        // The library's own files leave the unit of heights out.
        (None, D::Length) if name == "height" => "m",
        (None, _) => {
            let text = format!("{name} of {owner} is {text} without a unit");
            return Err(refuse(text, format!("add unit=\"{}\"", known(dimension).join("\" or unit=\""))));
        }
    };
    match UNITS.iter().find(|(known, of, ..)| *known == unit && *of == dimension) {
        Some((_, _, factor, offset)) => {
            let si = value * factor + offset;
            if dimension == D::Pressure && si < 0.0 {
                let text = format!("{name} of {owner} is {text} {unit}, below vacuum");
                return Err(refuse(text, "check gauge against absolute".into()));
            }
            Ok(si)
        }
        None => Err(refuse(
            format!("{name} of {owner} has the unit `{unit}`"),
            format!("known here: {}", known(dimension).join(", ")),
        )),
    }
}

fn known(dimension: Dimension) -> Vec<&'static str> {
    UNITS.iter().filter(|(_, of, ..)| *of == dimension).map(|(name, ..)| *name).collect()
}
