//! The ground under a network whose nodes have positions: land, lakes and borders as paths, nodes as points.

use super::clip::{Point, Rectangle};
use super::{Land, View};
use crate::svg;

/// A piece of the Earth and points on it, in the plane of a picture.
#[derive(Debug, Clone)]
pub(crate) struct Ground {
    /// The points, x to the right and y downwards.
    pub(crate) places: Vec<Point>,
    /// Width and height of the picture.
    pub(crate) size: Point,
    /// Outlines of the countries, the lakes, and the lines between countries, each the `d` of a path.
    pub(crate) paths: [String; 3],
    /// Kilometres a unit of the picture.
    pub(crate) km: f64,
}

impl Ground {
    /// The ground around points given in degrees, as far as a picture's width beyond each side.
    pub(crate) fn around(degrees: &[Point], width: f64, most: f64) -> Option<Self> {
        let view = View::around(degrees, width, most)?;
        let size = (view.frame.right, view.frame.high);
        let km = 1.0 / view.scale;
        let wide = View {
            frame: Rectangle { left: 0.0, low: 0.0, right: 3.0 * size.0, high: 3.0 * size.1 },
            ..view
        };
        let land = Land::around(&wide, &wide.window(), &wide.frame);
        let moved = |line: &Vec<Point>| line.iter().map(|p| (p.0 - size.0, p.1 - size.1)).collect::<Vec<_>>();
        let drawn = |lines: &[Vec<Point>], closed: bool| {
            lines.iter().map(|line| svg::path(&moved(line), closed)).collect::<String>()
        };
        let countries: Vec<Vec<Point>> = land.countries.into_iter().flat_map(|country| country.1).collect();
        let places: Vec<Point> = degrees.iter().map(|at| wide.point(at.0, at.1)).collect();
        Some(Self {
            places: moved(&places),
            size,
            paths: [drawn(&countries, true), drawn(&land.lakes, true), drawn(&land.borders, false)],
            km,
        })
    }
}
