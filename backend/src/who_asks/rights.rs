//! The rights of a caller: view, connect, disconnect. No right includes another.

use std::fmt;
use std::ops::BitOr;

/// One thing that a caller may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read the status.
    View,
    /// Get a connect token and choose a number.
    Connect,
    /// End the connection.
    Disconnect,
}

impl Right {
    /// All rights.
    pub const ALL: [Self; 3] = [Self::View, Self::Connect, Self::Disconnect];

    /// Its word in claims, headers and JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Connect => "connect",
            Self::Disconnect => "disconnect",
        }
    }
}

/// A set of rights, such as `Rights::VIEW | Rights::CONNECT`.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Rights(u8);

impl Rights {
    /// No rights.
    pub const NONE: Self = Self(0);
    /// Reading the status.
    pub const VIEW: Self = Self::of(Right::View);
    /// Getting a connect token and choosing a number.
    pub const CONNECT: Self = Self::of(Right::Connect);
    /// Ending the connection.
    pub const DISCONNECT: Self = Self::of(Right::Disconnect);
    /// All rights.
    pub const ALL: Self = Self(Self::VIEW.0 | Self::CONNECT.0 | Self::DISCONNECT.0);

    const fn of(right: Right) -> Self {
        Self(1 << right as u8)
    }

    /// Whether the set contains the right.
    #[must_use]
    pub fn contains(self, right: Right) -> bool {
        self.0 & Self::of(right).0 != 0
    }

    /// The rights that these words name. Unknown words are ignored.
    pub fn from_words<'a>(words: impl IntoIterator<Item = &'a str>) -> Self {
        let right = |word: &str| Right::ALL.into_iter().find(|it| it.as_str() == word);
        words.into_iter().filter_map(right).collect()
    }
}

impl FromIterator<Right> for Rights {
    fn from_iter<I: IntoIterator<Item = Right>>(rights: I) -> Self {
        let each = rights.into_iter().map(Self::of);
        each.fold(Self::NONE, Self::bitor)
    }
}

impl BitOr for Rights {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl fmt::Debug for Rights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = Right::ALL.iter().filter(|right| self.contains(**right));
        f.debug_set().entries(held).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_grant_exactly_the_rights_that_they_name() {
        for (words, rights) in [
            (&["view", "connect", "disconnect"][..], Rights::ALL),
            (&["view"], Rights::VIEW),
            (&["connect", "connect"], Rights::CONNECT),
            (&["disconnect", "view"], Rights::VIEW | Rights::DISCONNECT),
            (&["", "View", "*", "all", "admin"], Rights::NONE),
        ] {
            let read = Rights::from_words(words.iter().copied());
            assert_eq!(read, rights, "{words:?}");
        }
        for right in Right::ALL {
            assert!(Rights::ALL.contains(right));
            assert!(!Rights::NONE.contains(right));
        }
        assert!(!Rights::CONNECT.contains(Right::View));
        assert_eq!(
            format!("{:?}", Rights::VIEW | Rights::CONNECT),
            "{View, Connect}"
        );
    }
}
