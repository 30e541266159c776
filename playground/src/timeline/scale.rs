//! Maps times to positions on the axis. Long pauses, in which nothing happened, are shortened.

/// Longer pauses are shortened.
const LONGEST: f64 = 1200.0;
/// The width of a shortened pause, if there is room.
const CUT: f64 = 30.0;

/// A pause between two facts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pause {
    /// Its start.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// Its full length, in milliseconds.
    pub length: f64,
}

/// The axis.
#[derive(Clone, Debug, Default)]
pub struct Scale {
    /// Times with their places, in order.
    knots: Vec<(f64, f64)>,
    /// The shortened pauses.
    pub cuts: Vec<Pause>,
}

impl Scale {
    /// The axis from `left` to `right`, with something at each of these `times`.
    #[must_use]
    pub fn new(times: &[f64], left: f64, right: f64) -> Self {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        times.dedup();
        let pauses: Vec<_> = times
            .iter()
            .zip(times.iter().skip(1))
            .map(|(from, to)| to - from)
            .collect();
        let count = pauses.iter().fold(
            0.0,
            |count, pause| {
                if *pause > LONGEST { count + 1.0 } else { count }
            },
        );
        let short: f64 = pauses.iter().filter(|pause| **pause <= LONGEST).sum();
        let width = right - left;
        // Half of the axis shows events, however many pauses are cut.
        let cut = if short > 0.0 {
            f64::min(CUT, width / 2.0 / f64::max(count, 1.0))
        } else {
            width / f64::max(count, 1.0)
        };
        let pixels = if short > 0.0 {
            (width - cut * count) / short
        } else {
            0.0
        };
        let mut scale = Self::default();
        let mut x = left;
        for (index, time) in times.iter().enumerate() {
            if let Some(pause) = index.checked_sub(1).and_then(|before| pauses.get(before)) {
                let from = x;
                if *pause > LONGEST {
                    x += cut;
                    scale.cuts.push(Pause {
                        from,
                        to: x,
                        length: *pause,
                    });
                } else {
                    x += pause * pixels;
                }
            }
            scale.knots.push((*time, x));
        }
        scale
    }

    /// The position of a time; beyond the axis, that of its nearest end.
    #[must_use]
    pub fn x(&self, time: f64) -> f64 {
        let after = self.knots.iter().position(|(at, _)| *at >= time);
        let pair = match after {
            None => return self.knots.last().map_or(0.0, |(_, x)| *x),
            Some(0) => return self.knots.first().map_or(0.0, |(_, x)| *x),
            Some(after) => self.knots.get(after - 1).zip(self.knots.get(after)),
        };
        pair.map_or(0.0, |((from, x), (to, next))| {
            x + (next - x) * (time - from) / (to - from)
        })
    }

    /// All times with a position of their own, with it.
    #[must_use]
    pub fn knots(&self) -> &[(f64, f64)] {
        &self.knots
    }
}

/// A length of time, formatted for people.
#[must_use]
pub fn duration(milliseconds: f64) -> String {
    let seconds = milliseconds / 1000.0;
    if milliseconds < 999.5 {
        format!("{milliseconds:.0} ms")
    } else if seconds < 59.95 {
        format!("{seconds:.1} s")
    } else if seconds < 3600.0 {
        format!(
            "{:.0} min {:.0} s",
            (seconds / 60.0).floor(),
            (seconds % 60.0).floor()
        )
    } else {
        format!(
            "{:.0} h {:.0} min",
            (seconds / 3600.0).floor(),
            (seconds % 3600.0 / 60.0).floor()
        )
    }
}

/// A time on the axis.
#[must_use]
pub fn time(milliseconds: f64) -> String {
    let seconds = milliseconds / 1000.0;
    if seconds < 60.0 {
        format!("{seconds:.2} s")
    } else {
        let seconds = (seconds * 10.0).round() / 10.0;
        format!("{:.0}:{:04.1}", (seconds / 60.0).floor(), seconds % 60.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::node::number;
    use super::*;

    /// The positions of these times, to a tenth of a pixel.
    fn places<const N: usize>(scale: &Scale, times: [f64; N]) -> [String; N] {
        times.map(|time| number(scale.x(time)))
    }

    #[test]
    fn short_times_keep_their_proportions() {
        let scale = Scale::new(&[0.0, 100.0, 400.0], 10.0, 410.0);
        let times = [-5.0, 0.0, 50.0, 100.0, 400.0, 9000.0];
        let expected = ["10", "10", "60", "110", "410", "410"];
        assert_eq!(places(&scale, times), expected);
        assert_eq!(scale.cuts, []);
    }

    #[test]
    fn a_long_pause_is_shortened_and_shows_its_length() {
        let scale = Scale::new(&[0.0, 500.0, 90_500.0, 91_000.0], 0.0, 1030.0);
        let times = [500.0, 90_500.0, 91_000.0];
        assert_eq!(places(&scale, times), ["500", "530", "1030"]);
        let cut = scale.cuts.first().unwrap();
        assert_eq!(duration(cut.length), "1 min 30 s");
    }

    #[test]
    fn many_pauses_leave_room_for_what_happened() {
        let times: Vec<_> = (0..100).map(|it| f64::from(it) * 5000.0).collect();
        let with_end: Vec<_> = times.iter().copied().chain([495_010.0]).collect();
        for times in [times, with_end] {
            let scale = Scale::new(&times, 0.0, 300.0);
            let places: Vec<_> = scale.knots().iter().map(|(_, x)| *x).collect();
            assert!(places.is_sorted(), "{places:?}");
            assert!((places.last().unwrap() - 300.0).abs() < 0.001);
        }
    }

    #[test]
    fn an_empty_axis_and_a_single_moment_have_positions() {
        assert_eq!(places(&Scale::new(&[], 5.0, 10.0), [1.0]), ["0"]);
        assert_eq!(places(&Scale::new(&[3.0], 5.0, 10.0), [3.0]), ["5"]);
    }

    #[test]
    fn times_are_formatted_for_people() {
        assert_eq!(duration(34.2), "34 ms");
        assert_eq!(duration(999.9), "1.0 s");
        assert_eq!(duration(3_700_000.0), "1 h 1 min");
        assert_eq!(time(1240.0), "1.24 s");
        assert_eq!(time(125_300.0), "2:05.3");
        assert_eq!(time(119_970.0), "2:00.0");
    }
}
