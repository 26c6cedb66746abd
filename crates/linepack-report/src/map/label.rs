//! Finds room for names on a map: no name covers another, the route, or a station.

use super::clip::{Point, Rectangle};
use crate::svg::{Anchor, text_width};

/// Gap between a point and its name.
const GAP: f64 = 9.0;

/// Keeps what is already taken.
#[derive(Debug)]
pub(crate) struct Placer {
    frame: Rectangle,
    taken: Vec<Rectangle>,
    /// Points along the route, close together.
    route: Vec<Point>,
}

impl Placer {
    /// An empty map with a route and its stations.
    pub(crate) fn new(frame: Rectangle, route: &[Point], stations: &[Point]) -> Self {
        let mut dense = Vec::new();
        for pair in route.windows(2) {
            let [(ax, ay), (bx, by)] = pair else { continue };
            let steps = ((bx - ax).hypot(by - ay) / 4.0).ceil().clamp(1.0, 500.0);
            let mut t = 0.0;
            while t < steps {
                dense.push((ax + (bx - ax) * t / steps, ay + (by - ay) * t / steps));
                t += 1.0;
            }
        }
        let taken = stations.iter().map(|(x, y)| Rectangle {
            left: x - 6.0,
            low: y - 6.0,
            right: x + 6.0,
            high: y + 6.0,
        });
        // The scale bar stands at the lower left.
        let bar = Rectangle { left: 0.0, low: frame.high - 40.0, right: 0.3 * frame.right, high: frame.high };
        Self { frame, taken: taken.chain([bar]).collect(), route: dense }
    }

    fn is_free(&self, room: &Rectangle, clearance: f64) -> bool {
        let inner = Rectangle {
            left: self.frame.left + 4.0,
            low: self.frame.low + 4.0,
            right: self.frame.right - 4.0,
            high: self.frame.high - 4.0,
        };
        let around = Rectangle {
            left: room.left - clearance,
            low: room.low - clearance,
            right: room.right + clearance,
            high: room.high + clearance,
        };
        inner.contains((room.left, room.low))
            && inner.contains((room.right, room.high))
            && self.taken.iter().all(|other| !other.meets(room))
            && !self.route.iter().any(|point| around.contains(*point))
    }

    /// Takes room for a name beside a point; nothing where there is none.
    pub(crate) fn beside(&mut self, text: &str, size: f64, (x, y): Point) -> Option<(f64, f64, Anchor)> {
        let (width, height) = (text_width(text, size), size);
        let base = 0.35 * size;
        let spots = [1.0, 1.7].into_iter().flat_map(|far| {
            let gap = GAP * far;
            [
                (x + gap, y + base, Anchor::Start),
                (x - gap, y + base, Anchor::End),
                (x + 0.8 * gap, y - 0.7 * gap, Anchor::Start),
                (x - 0.8 * gap, y - 0.7 * gap, Anchor::End),
                (x + 0.8 * gap, y + 0.7 * gap + 0.8 * size, Anchor::Start),
                (x - 0.8 * gap, y + 0.7 * gap + 0.8 * size, Anchor::End),
                (x, y - gap, Anchor::Middle),
                (x, y + gap + 0.75 * size, Anchor::Middle),
            ]
        });
        for (left, baseline, anchor) in spots {
            let start = match anchor {
                Anchor::Start => left,
                Anchor::Middle => left - width / 2.0,
                Anchor::End => left - width,
            };
            let room = Rectangle {
                left: start,
                low: baseline - 0.8 * height,
                right: start + width,
                high: baseline + 0.2 * height,
            };
            if self.is_free(&room, 1.5) {
                self.taken.push(room);
                return Some((left, baseline, anchor));
            }
        }
        None
    }

    /// Takes room for a name within an area, as far as possible from its edges and from the route.
    pub(crate) fn inside(&mut self, text: &str, size: f64, rings: &[Vec<Point>]) -> Option<Point> {
        let (width, height) = (1.18 * text_width(text, size), size);
        let around = Rectangle::around(rings.iter().flatten().copied())?;
        let mut best: Option<(f64, Point)> = None;
        for i in 1..24 {
            for j in 1..24 {
                let x = around.left + (around.right - around.left) * f64::from(i) / 24.0;
                let y = around.low + (around.high - around.low) * f64::from(j) / 24.0;
                let room = Rectangle {
                    left: x - width / 2.0,
                    low: y - height,
                    right: x + width / 2.0,
                    high: y + 0.3 * height,
                };
                let corners = [
                    (room.left, room.low),
                    (room.right, room.low),
                    (room.left, room.high),
                    (room.right, room.high),
                ];
                if !corners.iter().all(|corner| contains(rings, *corner)) || !self.is_free(&room, 10.0) {
                    continue;
                }
                let edge = |p: &Point| (p.0 - x).hypot(p.1 - y);
                let distance = rings
                    .iter()
                    .flatten()
                    .map(edge)
                    .chain(self.route.iter().map(edge))
                    .fold((x - self.frame.left).min(self.frame.right - x), f64::min)
                    .min((y - self.frame.low).min(self.frame.high - y));
                if best.is_none_or(|(so_far, _)| distance > so_far) {
                    best = Some((distance, (x, y)));
                }
            }
        }
        let (_, at) = best?;
        self.taken.push(Rectangle {
            left: at.0 - width / 2.0,
            low: at.1 - height,
            right: at.0 + width / 2.0,
            high: at.1 + 0.3 * height,
        });
        Some(at)
    }
}

/// Whether a point lies inside rings, by the even-odd rule.
fn contains(rings: &[Vec<Point>], (x, y): Point) -> bool {
    let mut inside = false;
    for ring in rings {
        for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
            if (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0) {
                inside = !inside;
            }
        }
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Rectangle = Rectangle { left: 0.0, low: 0.0, right: 400.0, high: 300.0 };

    #[test]
    fn two_names_at_one_point_do_not_cover_each_other() {
        let mut placer = Placer::new(FRAME, &[], &[]);
        let first = placer.beside("Irkutsk", 12.0, (200.0, 150.0)).unwrap();
        let second = placer.beside("Angarsk", 12.0, (200.0, 150.0)).unwrap();
        assert_ne!((first.0, first.1), (second.0, second.1));
        let (a, b) = (&placer.taken[placer.taken.len() - 2], &placer.taken[placer.taken.len() - 1]);
        assert!(!a.meets(b));
    }

    #[test]
    fn a_name_without_room_is_left_out() {
        let mut placer = Placer::new(Rectangle { left: 0.0, low: 0.0, right: 30.0, high: 20.0 }, &[], &[]);
        assert_eq!(placer.beside("Krasnoyarsk", 12.0, (15.0, 10.0)), None);
    }
}
