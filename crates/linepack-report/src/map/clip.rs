//! Cutting polygons and lines to a rectangle.

/// A point.
pub(crate) type Point = (f64, f64);

/// A rectangle with its sides along the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rectangle {
    /// Least x.
    pub(crate) left: f64,
    /// Least y.
    pub(crate) low: f64,
    /// Greatest x.
    pub(crate) right: f64,
    /// Greatest y.
    pub(crate) high: f64,
}

impl Rectangle {
    /// The smallest one around points; nothing for none.
    pub(crate) fn around(points: impl IntoIterator<Item = Point>) -> Option<Self> {
        points.into_iter().fold(None, |sum: Option<Self>, (x, y)| {
            let r = sum.unwrap_or(Self { left: x, low: y, right: x, high: y });
            Some(Self { left: r.left.min(x), low: r.low.min(y), right: r.right.max(x), high: r.high.max(y) })
        })
    }

    /// Whether a point lies in it.
    pub(crate) fn contains(&self, (x, y): Point) -> bool {
        x >= self.left && x <= self.right && y >= self.low && y <= self.high
    }

    /// Whether two have a point in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.left <= other.right
            && other.left <= self.right
            && self.low <= other.high
            && other.low <= self.high
    }
}

/// The part of a closed ring inside a rectangle (Sutherland and Hodgman, Comm. ACM 17 (1974) 32–42).
pub(crate) fn polygon(ring: &[Point], frame: &Rectangle) -> Vec<Point> {
    let sides: [fn(Point, &Rectangle) -> f64; 4] =
        [|p, r| p.0 - r.left, |p, r| r.right - p.0, |p, r| p.1 - r.low, |p, r| r.high - p.1];
    let mut points = ring.to_vec();
    for inside in sides {
        let mut kept = Vec::with_capacity(points.len());
        for (index, &current) in points.iter().enumerate() {
            let previous = points[if index == 0 { points.len() - 1 } else { index - 1 }];
            let (a, b) = (inside(previous, frame), inside(current, frame));
            if (a >= 0.0) != (b >= 0.0) {
                let t = a / (a - b);
                kept.push((
                    previous.0 + t * (current.0 - previous.0),
                    previous.1 + t * (current.1 - previous.1),
                ));
            }
            if b >= 0.0 {
                kept.push(current);
            }
        }
        points = kept;
    }
    points
}

/// The pieces of a line inside a rectangle (Liang and Barsky, ACM Trans. Graphics 3 (1984) 1–22).
pub(crate) fn polyline(points: &[Point], frame: &Rectangle) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        let Some((from, to)) = segment(*a, *b, frame) else { continue };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&from) => piece.push(to),
            _ => pieces.push(vec![from, to]),
        }
    }
    pieces
}

fn segment(a: Point, b: Point, frame: &Rectangle) -> Option<(Point, Point)> {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    for (p, q) in
        [(-dx, a.0 - frame.left), (dx, frame.right - a.0), (-dy, a.1 - frame.low), (dy, frame.high - a.1)]
    {
        if p == 0.0 {
            if q < 0.0 {
                return None;
            }
        } else if p < 0.0 {
            enter = enter.max(q / p);
        } else {
            leave = leave.min(q / p);
        }
    }
    let at = |t: f64| {
        if t == 0.0 {
            a
        } else if t == 1.0 {
            b
        } else {
            (a.0 + t * dx, a.1 + t * dy)
        }
    };
    (enter <= leave).then(|| (at(enter), at(leave)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Rectangle = Rectangle { left: 0.0, low: 0.0, right: 1.0, high: 1.0 };

    #[test]
    fn a_ring_around_the_frame_becomes_the_frame() {
        let area: f64 = {
            let ring = polygon(&[(-1.0, -1.0), (2.0, -1.0), (2.0, 2.0), (-1.0, 2.0)], &UNIT);
            ring.iter().zip(ring.iter().cycle().skip(1)).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum::<f64>()
                / 2.0
        };
        assert_eq!(area, 1.0);
        assert!(polygon(&[(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)], &UNIT).is_empty());
    }

    #[test]
    fn a_line_that_leaves_and_returns_becomes_two_pieces() {
        let pieces = polyline(&[(0.5, 0.5), (1.5, 0.5), (1.5, 0.8), (0.5, 0.8)], &UNIT);
        assert_eq!(pieces, [vec![(0.5, 0.5), (1.0, 0.5)], vec![(1.0, 0.8), (0.5, 0.8)]]);
    }
}
