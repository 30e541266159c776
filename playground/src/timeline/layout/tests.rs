use super::super::fact::Tone;
use super::*;

fn fact(lane: Lane, at: f64, extent: Extent, label: &str) -> Fact {
    Fact {
        lane,
        at,
        extent,
        tone: Tone::Plain,
        label: label.to_owned(),
        lines: Vec::new(),
    }
}

/// Many at once, and some much later; labels of all lengths.
fn crowd() -> Vec<Fact> {
    let labels = [
        "ready",
        "connected_without_number",
        "page visible, focused, in-view, in-frame-by-pointer",
    ];
    let times = [
        0.0, 0.0, 1.0, 2.0, 300.0, 310.0, 60_000.0, 60_001.0, 60_400.0,
    ];
    let mut facts = Vec::new();
    for (index, at) in times.into_iter().enumerate() {
        for (lane, label) in Lane::ALL.into_iter().zip(labels.iter().cycle().skip(index)) {
            let extent = match (lane, index % 3) {
                (Lane::Events, _) => Extent::Out,
                (Lane::Page, _) => Extent::In,
                (_, 0) => Extent::Until(None),
                _ => Extent::Until(Some(at + 250.0)),
            };
            facts.push(fact(lane, at, extent, label));
        }
    }
    facts
}

#[test]
fn nothing_overlaps_or_exceeds_the_picture_at_any_width() {
    let facts = crowd();
    for width in [240.0, 320.0, 700.0, 1400.0] {
        let layout = Layout::new(&facts, 60_700.0, width);
        let placed: Vec<_> = layout.bands.iter().flat_map(|it| &it.placed).collect();
        assert_eq!(placed.len(), facts.len());
        for (index, one) in placed.iter().enumerate() {
            let extent = |it: &Placed| {
                let label = it.label.x + room(&it.label.text);
                (f64::min(it.from, it.label.x), f64::max(it.to, label))
            };
            let (from, to) = extent(one);
            assert!(
                from >= MARGIN - 0.1 && to <= width - MARGIN + 0.1,
                "{width}: {one:?}"
            );
            assert!(one.top + ROW <= layout.bottom);
            for other in placed.iter().skip(index + 1) {
                let (begin, end) = extent(other);
                let is_apart = to <= begin || end <= from || (one.top - other.top).abs() >= ROW;
                assert!(is_apart, "{width}: {one:?} and {other:?}");
            }
        }
    }
}

#[test]
fn the_axis_names_the_first_and_last_times_and_the_shortened_pauses() {
    let facts = crowd();
    for width in [240.0, 1400.0] {
        let layout = Layout::new(&facts, 60_700.0, width);
        let texts: Vec<_> = layout
            .ticks
            .iter()
            .map(|(_, it)| it.text.as_str())
            .collect();
        assert!(
            texts.contains(&"0.00 s") && texts.contains(&"1:00.7"),
            "{texts:?}"
        );
        let pauses: Vec<_> = layout.pauses.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(pauses, ["59.4 s"]);
    }
}

#[test]
fn a_label_without_room_is_cut_and_says_so() {
    let label = "x".repeat(100);
    let facts = [
        fact(Lane::Page, 0.0, Extent::In, &label),
        fact(Lane::State, 0.0, Extent::Until(None), &label),
    ];
    let layout = Layout::new(&facts, 0.0, 320.0);
    let placed = layout.bands.iter().flat_map(|it| &it.placed);
    let mut count = 0;
    for it in placed {
        assert!(it.label.text.ends_with('…'), "{:?}", it.label);
        assert!(it.label.x + room(&it.label.text) <= 320.0 - MARGIN);
        count += 1;
    }
    assert_eq!(count, 2);
}

/// Two lanes at the end of the axis: a long name, and a short one.
#[test]
fn a_bar_without_room_for_its_length_of_time_keeps_its_name() {
    let bars = [
        fact(
            Lane::Requests,
            100.0,
            Extent::Until(Some(101.0)),
            "status → 200",
        ),
        fact(Lane::Vendor, 100.0, Extent::Until(Some(101.0)), "frame"),
    ];
    let said = |width| {
        let layout = Layout::new(&bars, 200.0, width);
        let placed = layout.bands.iter().flat_map(|it| &it.placed);
        placed.map(|it| it.label.text.clone()).collect::<Vec<_>>()
    };
    assert_eq!(said(320.0), ["status → 200 · 1 ms", "frame · 1 ms"]);
    assert_eq!(said(215.0), ["status → 200", "frame · 1 ms"]);
}

#[test]
fn every_lane_has_a_place_even_an_empty_one() {
    let layout = Layout::new(&[], 0.0, 320.0);
    let lanes: Vec<_> = layout.bands.iter().map(|it| it.lane).collect();
    assert_eq!(lanes, Lane::ALL);
    let tops: Vec<_> = layout.bands.iter().map(|it| it.top).collect();
    assert!(
        tops.is_sorted_by(|one, other| one + HEADING + ROW <= *other),
        "{tops:?}"
    );
}
