//! The picture's own colours, which it also has when saved as a file.

/// The colours of one scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colours {
    /// Behind everything.
    pub ground: &'static str,
    /// Text.
    pub ink: &'static str,
    /// Secondary text.
    pub muted: &'static str,
    /// Lines between lanes, and of the axis.
    pub line: &'static str,
    /// Behind a shortened pause.
    pub cut: &'static str,
    /// The usual colours: line and fill.
    pub plain: (&'static str, &'static str),
    /// A connection: line and fill.
    pub good: (&'static str, &'static str),
    /// A failure: line and fill.
    pub bad: (&'static str, &'static str),
}

/// Light.
pub const LIGHT: Colours = Colours {
    ground: "#ffffff",
    ink: "#18181b",
    muted: "#5d5d66",
    line: "#e1e1e6",
    cut: "#f1f1f4",
    plain: ("#4338ca", "#dfe2fd"),
    good: ("#12683c", "#cdeedb"),
    bad: ("#a8231c", "#fbd9d5"),
};

/// Dark.
pub const DARK: Colours = Colours {
    ground: "#17171b",
    ink: "#ededf0",
    muted: "#a2a2ad",
    line: "#34343c",
    cut: "#212127",
    plain: ("#a5b4fc", "#313160"),
    good: ("#66d39a", "#17452c"),
    bad: ("#ff9e94", "#5a2420"),
};

#[cfg(test)]
mod tests {
    use super::*;

    /// The relative luminance of WCAG.
    fn luminance(colour: &str) -> f64 {
        let channel = |at: usize| {
            let value = u8::from_str_radix(&colour[at..at + 2], 16).unwrap();
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (luminance(one), luminance(other));
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    #[test]
    fn text_and_marks_have_contrast_in_both_schemes() {
        for colours in [LIGHT, DARK] {
            let tones = [colours.plain, colours.good, colours.bad];
            for (line, filling) in tones {
                assert!(contrast(colours.ink, filling) >= 4.5, "{filling}");
                assert!(contrast(line, colours.ground) >= 3.0, "{line}");
            }
            for ground in [colours.ground, colours.cut] {
                assert!(contrast(colours.ink, ground) >= 4.5);
                assert!(contrast(colours.muted, ground) >= 4.5);
            }
        }
    }
}
