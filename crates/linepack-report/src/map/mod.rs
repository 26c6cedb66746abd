//! The map of a line: land, borders and lakes around it, its route, stations and named places.

mod clip;
mod ground;
mod label;
mod projection;
mod world;

use linepack_economics::outcome::{Outcome, RoutePoint};
use maud::{Markup, html};

pub(crate) use self::clip::Point;
pub(crate) use self::ground::Ground;

use self::clip::Rectangle;
use self::label::Placer;
use self::projection::Albers;
use self::world::World;
use crate::prose::Prose;
use crate::svg::{self, Anchor, Caption, Size};

/// Nearest round length of a scale bar, km.
const BARS: [f64; 10] = [5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 5000.0];

/// Where the plane of the projection lies in the picture.
struct View {
    albers: Albers,
    /// Picture units a km.
    scale: f64,
    middle: Point,
    frame: Rectangle,
}

impl View {
    /// Fits points, given in degrees, into a picture of a width and a greatest height, with room around them.
    fn around(points: &[Point], width: f64, most: f64) -> Option<Self> {
        let first = points.first()?.0;
        let turned = |longitude: f64| first + (longitude - first + 180.0).rem_euclid(360.0) - 180.0;
        let degrees = Rectangle::around(points.iter().map(|point| (turned(point.0), point.1)))?;
        let albers = Albers::fitted(
            (degrees.low - 1.0).max(-88.0),
            (degrees.high + 1.0).min(88.0),
            f64::midpoint(degrees.left, degrees.right),
        );
        let plane = Rectangle::around(
            points.iter().map(|point| albers.project(albers.near_middle(point.0), point.1)),
        )?;
        let (dx, dy) = ((plane.right - plane.left).max(60.0), (plane.high - plane.low).max(60.0));
        let margin = 1.32;
        let height = (width * dy / dx).clamp(0.62 * width, most);
        let scale = (width / (dx * margin)).min(height / (dy * margin));
        let middle = (f64::midpoint(plane.left, plane.right), f64::midpoint(plane.low, plane.high));
        let frame = Rectangle { left: 0.0, low: 0.0, right: width, high: height };
        Some(Self { albers, scale, middle, frame })
    }

    fn place(&self, (longitude, latitude): Point) -> Point {
        let (x, y) = self.albers.project(longitude, latitude);
        (
            self.frame.right / 2.0 + (x - self.middle.0) * self.scale,
            self.frame.high / 2.0 - (y - self.middle.1) * self.scale,
        )
    }

    fn point(&self, longitude: f64, latitude: f64) -> Point {
        self.place((self.albers.near_middle(longitude), latitude))
    }

    /// The window in degrees that certainly covers the picture: nothing outside needs to be projected.
    fn window(&self) -> Rectangle {
        let reach = 1.2 * (self.frame.right.hypot(self.frame.high) / 2.0) / self.scale / 111.2;
        let ring = (0..72).map(|i| {
            let angle = f64::from(i) * 5.0_f64.to_radians();
            (angle.cos(), angle.sin())
        });
        // Search outward along rays for the edge of the picture.
        let edge = ring.filter_map(|(east, north)| {
            let (longitude, latitude) = self.middle_degrees();
            (1..=60).map(|k| f64::from(k) * reach / 20.0).find_map(|r| {
                let stretch = 1.0 / latitude.to_radians().cos().max(0.1);
                let at = (longitude + r * east * stretch, (latitude + r * north).clamp(-90.0, 90.0));
                (!self.frame.contains(self.place(at)) || at.1.abs() >= 90.0).then_some(at)
            })
        });
        let r = Rectangle::around(edge).unwrap_or(Rectangle {
            left: -180.0,
            low: -90.0,
            right: 180.0,
            high: 90.0,
        });
        let (wide, tall) = (0.35 * (r.right - r.left) + 2.0, 0.2 * (r.high - r.low) + 2.0);
        Rectangle {
            left: (r.left - wide).max(self.albers.near_middle(self.middle_degrees().0) - 179.0),
            low: (r.low - tall).max(-90.0),
            right: (r.right + wide).min(self.albers.near_middle(self.middle_degrees().0) + 179.0),
            high: (r.high + tall).min(90.0),
        }
    }

    fn middle_degrees(&self) -> Point {
        self.albers.middle()
    }
}

/// A ring with its longitudes made continuous, once for every turn of the Earth at which it meets the window.
fn turns(ring: &[Point], window: &Rectangle) -> Vec<Vec<Point>> {
    let mut unrolled: Vec<Point> = Vec::with_capacity(ring.len());
    for &(x, y) in ring {
        let x = unrolled.last().map_or(x, |last| last.0 + (x - last.0 + 180.0).rem_euclid(360.0) - 180.0);
        unrolled.push((x, y));
    }
    [-720.0, -360.0, 0.0, 360.0, 720.0]
        .into_iter()
        .map(|turn| unrolled.iter().map(|(x, y)| (x + turn, *y)).collect::<Vec<_>>())
        .filter(|ring| Rectangle::around(ring.iter().copied()).is_some_and(|around| around.meets(window)))
        .collect()
}

/// Land, lakes and borders around a line or a network, in the plane of the picture.
struct Land {
    countries: Vec<(&'static str, Vec<Vec<Point>>)>,
    lakes: Vec<Vec<Point>>,
    borders: Vec<Vec<Point>>,
}

impl Land {
    fn around(view: &View, window: &Rectangle, padded: &Rectangle) -> Self {
        let world = World::bundled();
        let shape = |ring: &Vec<Point>| -> Vec<Vec<Point>> {
            turns(ring, window)
                .iter()
                .map(|ring| {
                    let near = clip::polygon(ring, window);
                    let placed: Vec<Point> = near.iter().map(|point| view.place(*point)).collect();
                    clip::polygon(&placed, padded)
                })
                .filter(|ring| ring.len() > 2)
                .collect()
        };
        let mut countries = Vec::new();
        for country in &world.countries.shapes {
            let rings: Vec<Vec<Point>> = world.countries.rings(country).iter().flat_map(&shape).collect();
            if !rings.is_empty() {
                countries.push((country.name.as_str(), rings));
            }
        }
        let lakes = world.lakes.shapes.iter().flat_map(|lake| world.lakes.rings(lake));
        let lakes = lakes.flat_map(|ring| shape(&ring)).collect();
        let borders = world.countries.borders();
        let borders = borders
            .iter()
            .flat_map(|border| turns(border, window))
            .flat_map(|line| clip::polyline(&line, window))
            .map(|line| line.iter().map(|point| view.place(*point)).collect::<Vec<_>>())
            .flat_map(|line| clip::polyline(&line, padded))
            .collect();
        Self { countries, lakes, borders }
    }
}

/// Draws the map; nothing for a route of fewer than two points.
pub(crate) fn map(outcome: &Outcome, size: Size, caption: Caption<'_>, prose: &dyn Prose) -> Markup {
    let degrees: Vec<Point> = outcome.route.iter().map(|point| (point.longitude, point.latitude)).collect();
    let most = if size.is_wide() { 620.0 } else { 430.0 };
    let Some(view) = View::around(&degrees, size.width(), most).filter(|_| degrees.len() > 1) else {
        return html! {};
    };
    let window = view.window();
    let padded =
        Rectangle { left: -4.0, low: -4.0, right: view.frame.right + 4.0, high: view.frame.high + 4.0 };
    let crossed: Vec<&str> = countries(&outcome.route);
    let route: Vec<Point> = outcome.route.iter().map(|p| view.point(p.longitude, p.latitude)).collect();
    let stations: Vec<Point> = outcome.stations.iter().map(|s| view.point(s.longitude, s.latitude)).collect();
    let mut placer = Placer::new(view.frame, &route, &stations);

    let Land { countries: land, lakes, borders } = Land::around(&view, &window, &padded);

    let places = named(&outcome.route, size);
    let place_labels: Vec<Markup> = places
        .iter()
        .filter_map(|index| {
            let (point, at) = (&outcome.route[*index], route[*index]);
            let text = short(&point.name);
            placer.beside(&text, 12.5, at).map(|(x, y, anchor)| svg::label("place", (x, y), anchor, &text))
        })
        .collect();
    // Beyond thirty stations only every fifth is named, and the marks are smaller.
    let crowded = outcome.stations.len() > 30;
    let station_labels: Vec<Markup> = outcome
        .stations
        .iter()
        .zip(&stations)
        .enumerate()
        .filter(|(index, _)| !crowded || (index + 1) % 5 == 0)
        .map(|(_, both)| both)
        .filter_map(|(station, at)| {
            let digits: String = station.name.chars().filter(char::is_ascii_digit).collect();
            let text = if digits.is_empty() { station.name.clone() } else { digits };
            placer.beside(&text, 10.5, *at).map(|(x, y, anchor)| svg::label("number", (x, y), anchor, &text))
        })
        .collect();
    let country_labels: Vec<Markup> = land
        .iter()
        .filter_map(|(name, rings)| {
            let text = name.to_uppercase();
            placer.inside(&text, 12.0, rings).map(|at| svg::label("country", at, Anchor::Middle, &text))
        })
        .collect();

    let body = html! {
        rect class="sea" x="0" y="0" width=(svg::px(view.frame.right)) height=(svg::px(view.frame.high)) {}
        @for line in graticule(&view, &window, &padded) { (svg::polyline("graticule", &line)) }
        @for (name, rings) in &land {
            path class={ "land" @if crossed.contains(name) { " crossed" } }
                d=(rings.iter().map(|ring| svg::path(ring, true)).collect::<String>()) {}
        }
        path class="lake" d=(lakes.iter().map(|ring| svg::path(ring, true)).collect::<String>()) {}
        path class="border" d=(borders.iter().map(|line| svg::path(line, false)).collect::<String>()) {}
        (svg::polyline("route-casing", &route))
        (svg::polyline("route", &route))
        @for (station, at) in outcome.stations.iter().zip(&stations) {
            path class="station" data-tip=(prose.station(station)) d=(triangle(*at, if crowded { 0.65 } else { 1.0 })) {}
        }
        @for index in &places {
            circle class="town" cx=(svg::px(route[*index].0)) cy=(svg::px(route[*index].1)) r="3.2"
                data-tip=(outcome.route[*index].name) {}
        }
        @for label in country_labels.iter().chain(&place_labels).chain(&station_labels) { (label) }
        (scale_bar(&view))
        rect class="map-frame" x="0.5" y="0.5" width=(svg::px(view.frame.right - 1.0)) height=(svg::px(view.frame.high - 1.0)) {}
    };
    svg::picture(size, view.frame.high, caption, &body)
}

/// Countries that a route passes, in its order, each once.
pub(crate) fn countries(route: &[RoutePoint]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for point in route.iter().filter(|point| !point.country.is_empty()) {
        if !names.contains(&point.country.as_str()) {
            names.push(&point.country);
        }
    }
    names
}

/// Named points in the order in which their labels are placed: both ends, the first point in each further country,
/// then short names before long ones, as many as can be read.
fn named(route: &[RoutePoint], size: Size) -> Vec<usize> {
    let most = if size.is_wide() { 16 } else { 9 };
    let mut indices: Vec<usize> = (0..route.len()).filter(|i| !route[*i].name.is_empty()).collect();
    let (first, last) = (indices.first().copied(), indices.last().copied());
    let is_border = |index: usize| index > 0 && route[index - 1].country != route[index].country;
    indices.sort_by_key(|index| {
        let rank =
            if Some(*index) == first || Some(*index) == last { 0 } else { 2 - u8::from(is_border(*index)) };
        (rank, short(&route[*index].name).chars().count(), *index)
    });
    indices.truncate(most);
    indices
}

/// A name without what stands in brackets or after a slash, and without a point of the compass behind it.
fn short(name: &str) -> String {
    let name = name.split(['(', '/']).next().unwrap_or(name).trim();
    match name.rsplit_once(' ') {
        Some((place, "N" | "E" | "S" | "W" | "NE" | "NW" | "SE" | "SW")) => place.to_owned(),
        _ => name.to_owned(),
    }
}

fn triangle((x, y): Point, size: f64) -> String {
    svg::path(
        &[(x, y - 5.5 * size), (x + 5.0 * size, y + 4.0 * size), (x - 5.0 * size, y + 4.0 * size)],
        true,
    )
}

/// Meridians and parallels, every so many degrees that about five cross the picture.
fn graticule(view: &View, window: &Rectangle, frame: &Rectangle) -> Vec<Vec<Point>> {
    let span = (window.high - window.low).min(window.right - window.left);
    let step = [1.0, 2.0, 5.0, 10.0, 20.0, 30.0].into_iter().find(|step| span / step < 8.0).unwrap_or(30.0);
    let line = |points: Vec<Point>| -> Vec<Vec<Point>> {
        let placed: Vec<Point> = points.iter().map(|point| view.place(*point)).collect();
        clip::polyline(&placed, frame)
    };
    let along = |from: f64, to: f64| (0..=40).map(move |i| from + (to - from) * f64::from(i) / 40.0);
    let multiples = |low: f64, high: f64| {
        let first = (low / step).ceil();
        (0..400).map(move |i| (first + f64::from(i)) * step).take_while(move |at| *at <= high)
    };
    let meridians = multiples(window.left, window.right)
        .flat_map(|x| line(along(window.low, window.high).map(|y| (x, y)).collect()));
    let parallels = multiples(window.low, window.high)
        .flat_map(|y| line(along(window.left, window.right).map(|x| (x, y)).collect()));
    meridians.chain(parallels).collect()
}

/// A bar of a round length, at the lower left.
fn scale_bar(view: &View) -> Markup {
    let length = BARS.into_iter().rfind(|km| km * view.scale <= 0.24 * view.frame.right).unwrap_or(BARS[0]);
    let (x, y) = (16.0, view.frame.high - 16.0);
    let end = x + length * view.scale;
    html! {
        path class="scale-bar" d=(svg::path(&[(x, y - 5.0), (x, y), (end, y), (end, y - 5.0)], false)) {}
        (svg::label("number", (f64::midpoint(x, end), y - 6.0), Anchor::Middle, &format!("{length} km")))
    }
}
