//! Maps of lines elsewhere on Earth.

use linepack_economics::outcome::RoutePoint;

use crate::fixture;

/// The two pictures of the map of a line through `points`.
fn maps(points: &[(f64, f64)]) -> Vec<String> {
    let mut outcome = fixture::outcome();
    outcome.stations.clear();
    outcome.route = points
        .iter()
        .enumerate()
        .map(|(index, (longitude, latitude))| RoutePoint {
            name: format!("P{index}"),
            country: String::new(),
            longitude: *longitude,
            latitude: *latitude,
            distance: 1e5 * index as f64,
            elevation: 0.0,
        })
        .collect();
    let page = linepack_report::html(&outcome);
    let start = page.find("<figure id=\"fig-map\"").unwrap();
    let figure = &page[start..start + page[start..].find("</figure>").unwrap()];
    figure.split("<svg").skip(1).map(|svg| svg.split("</svg>").next().unwrap().to_owned()).collect()
}

/// All coordinates of the paths of a class.
fn coordinates(svg: &str, class: &str) -> Vec<(f64, f64)> {
    let paths = svg.split("<path ").filter(|path| path.starts_with(&format!("class=\"{class}")));
    let data = paths.filter_map(|path| path.split("d=\"").nth(1)?.split('"').next());
    data.flat_map(|d| {
        d.split(['M', 'L', 'Z'])
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (x, y) = pair.split_once(' ').unwrap();
                (x.parse().unwrap(), y.parse().unwrap())
            })
            .collect::<Vec<_>>()
    })
    .collect()
}

const LINES: [(&str, &[(f64, f64)]); 8] = [
    ("Baltic Sea", &[(28.1, 60.6), (20.0, 57.0), (13.6, 54.1)]),
    ("across the date line", &[(170.0, 66.0), (-176.0, 66.0), (-160.0, 64.5)]),
    ("astride the equator", &[(9.7, 4.0), (10.5, -1.0), (12.2, -6.0)]),
    ("south", &[(-65.0, -22.0), (-58.4, -34.6)]),
    ("fifty kilometres", &[(4.0, 52.0), (4.6, 52.3)]),
    ("along a meridian", &[(3.0, 36.8), (3.0, 6.5)]),
    ("along a parallel", &[(-120.0, 56.0), (-70.0, 45.5)]),
    ("far north", &[(68.0, 70.5), (78.0, 73.0)]),
];

#[test]
fn a_line_anywhere_on_earth_has_a_map_with_land_within_its_frame() {
    for (name, points) in LINES {
        for svg in maps(points) {
            let frame: Vec<f64> = svg
                .split("viewBox=\"")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap()
                .split(' ')
                .map(|n| n.parse().unwrap())
                .collect();
            for class in ["land", "border", "lake", "route"] {
                for (x, y) in coordinates(&svg, class) {
                    assert!(
                        (-5.0..=frame[2] + 5.0).contains(&x) && (-5.0..=frame[3] + 5.0).contains(&y),
                        "{name} {class} {x} {y}"
                    );
                }
            }
            assert!(coordinates(&svg, "land").len() > 2, "{name}");
            assert_eq!(coordinates(&svg, "route").len(), 2 * points.len(), "{name}: route and its casing");
        }
    }
}

#[test]
fn north_is_up_and_east_is_right() {
    for svg in maps(&[(70.0, 60.0), (110.0, 40.0)]) {
        let route = coordinates(&svg, "route\"");
        assert!(route[1].0 > route[0].0 && route[1].1 > route[0].1, "{route:?}");
    }
}
