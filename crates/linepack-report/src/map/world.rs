//! Land, borders and lakes of the Earth, read from the reduced Natural Earth file beside this module.
//!
//! `scripts/map/build.mjs` writes the file and describes its layout.

use std::collections::HashMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::clip::Point;

const FILE: &str = include_str!("world.json");

/// Shapes and the arcs that their rings are made of.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Layer {
    scale: [f64; 2],
    translate: [f64; 2],
    /// Countries or lakes.
    pub(crate) shapes: Vec<Shape>,
    arcs: Vec<Vec<i32>>,
}

/// A country or a lake.
#[derive(Debug, Deserialize)]
pub(crate) struct Shape {
    /// Name in English; empty for a lake.
    pub(crate) name: String,
    /// Polygons of rings of arcs; a negative number is the complement of an arc drawn backwards.
    polygons: Vec<Vec<Vec<i64>>>,
}

/// The Earth.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct World {
    /// Where the data come from.
    #[cfg_attr(not(test), expect(dead_code, reason = "read by people and by a test"))]
    pub(crate) source: String,
    /// Countries.
    pub(crate) countries: Layer,
    /// Lakes.
    pub(crate) lakes: Layer,
}

impl World {
    /// The bundled data.
    pub(crate) fn bundled() -> &'static Self {
        static WORLD: OnceLock<World> = OnceLock::new();
        // The file is fixed at build time and a test reads it; should it ever fail, a map without land is left.
        WORLD.get_or_init(|| serde_json::from_str(FILE).unwrap_or_default())
    }
}

impl Layer {
    /// Longitude and latitude of an arc's points; ~i is arc i backwards.
    fn arc(&self, index: i64) -> Vec<Point> {
        let position = if index < 0 { !index } else { index };
        let Some(arc) = usize::try_from(position).ok().and_then(|at| self.arcs.get(at)) else {
            return Vec::new();
        };
        let (mut x, mut y) = (0, 0);
        let mut points: Vec<Point> = arc
            .chunks_exact(2)
            .map(|step| {
                x += step[0];
                y += step[1];
                (
                    f64::from(x) * self.scale[0] + self.translate[0],
                    f64::from(y) * self.scale[1] + self.translate[1],
                )
            })
            .collect();
        if index < 0 {
            points.reverse();
        }
        points
    }

    /// All rings of a shape, closed without repeating the first point.
    pub(crate) fn rings(&self, shape: &Shape) -> Vec<Vec<Point>> {
        let ring = |arcs: &Vec<i64>| {
            let mut points: Vec<Point> = Vec::new();
            for index in arcs {
                let arc = self.arc(*index);
                points.extend(arc.into_iter().skip(usize::from(!points.is_empty())));
            }
            points.pop();
            points
        };
        shape.polygons.iter().flatten().map(ring).collect()
    }

    /// Lines between two countries.
    pub(crate) fn borders(&self) -> Vec<Vec<Point>> {
        let mut owners: HashMap<i64, usize> = HashMap::new();
        for index in self.shapes.iter().flat_map(|shape| shape.polygons.iter().flatten().flatten()) {
            *owners.entry(if *index < 0 { !*index } else { *index }).or_default() += 1;
        }
        let mut shared: Vec<i64> =
            owners.into_iter().filter(|(_, count)| *count > 1).map(|(index, _)| index).collect();
        shared.sort_unstable();
        shared.into_iter().map(|index| self.arc(index)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(rings: &[Vec<Point>], (x, y): Point) -> bool {
        rings.iter().fold(false, |inside, ring| {
            ring.iter().zip(ring.iter().cycle().skip(1)).fold(inside, |inside, (a, b)| {
                inside ^ ((a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0))
            })
        })
    }

    #[test]
    fn the_file_names_its_source_and_stays_small() {
        assert!(FILE.len() <= 150_000, "{}", FILE.len());
        let world = World::bundled();
        assert!(world.source.contains("Natural Earth") && world.source.contains("public domain"));
        assert!(world.countries.shapes.len() > 180 && world.lakes.shapes.len() > 30);
    }

    #[test]
    fn capitals_lie_in_their_countries() {
        let world = World::bundled();
        for (name, longitude, latitude) in [
            ("Mongolia", 106.9, 47.9),
            ("China", 116.4, 39.9),
            ("Russia", 37.6, 55.8),
            ("Brazil", -47.9, -15.8),
            ("Kazakhstan", 71.4, 51.2),
            ("Nigeria", 7.5, 9.1),
        ] {
            let shape = world.countries.shapes.iter().find(|shape| shape.name == name).unwrap();
            assert!(contains(&world.countries.rings(shape), (longitude, latitude)), "{name}");
        }
    }

    #[test]
    fn lake_baikal_is_where_it_is() {
        let world = World::bundled();
        assert!(world.lakes.shapes.iter().any(|lake| contains(&world.lakes.rings(lake), (107.9, 53.2))));
    }
}
