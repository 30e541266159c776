//! The subjects of measurement: the widget and its rivals, with their pages.

use crate::html;
use crate::server::Server;

/// The widget or a rival, in one way of embedding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Subject {
    /// The script tag, with `sdk-url`.
    Ours,
    /// The script tag without `sdk-url`: the SDK's address comes with the token.
    OursByToken,
    React,
    Lit,
    Plain,
    /// The npm package's component in a React page.
    OursInReact,
    /// The rival's component in the same page.
    RivalInReact,
    /// That React page without either component.
    ReactPage,
}

use Subject::{Lit, Ours, OursByToken, OursInReact, Plain, React, ReactPage, RivalInReact};

impl Subject {
    /// Subjects with a page of their own.
    pub(crate) const ALONE: [Self; 5] = [Ours, OursByToken, React, Lit, Plain];
    /// Subjects in a React page.
    pub(crate) const IN_REACT: [Self; 3] = [OursInReact, RivalInReact, ReactPage];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Ours => "chakra-connect",
            OursByToken => "chakra-connect, no `sdk-url`",
            React => "React",
            Lit => "Lit",
            Plain => "plain JavaScript",
            OursInReact => "npm `/react` in a React page",
            RivalInReact => "React component in a React page",
            ReactPage => "the React page alone",
        }
    }

    pub(crate) fn is_ours(self) -> bool {
        matches!(self, Ours | OursByToken | OursInReact)
    }

    /// Name for URLs and files.
    pub(crate) fn slug(self) -> &'static str {
        match self {
            Ours => "ours",
            OursByToken => "ours-by-token",
            React => "react-page",
            Lit => "lit",
            Plain => "plain",
            OursInReact => "in-react-ours",
            RivalInReact => "in-react-rival",
            ReactPage => "in-react-base",
        }
    }

    /// Adds a page with `count` of them to the server, and returns its path.
    pub(crate) fn page(
        self,
        server: &Server,
        loader: &str,
        count: usize,
        layout: html::Layout,
    ) -> String {
        let path = format!(
            "/pages/{}-{count}-{}",
            self.slug(),
            layout.name.replace(' ', "-")
        );
        let sdk = server.sdk_url();
        let slug = self.slug();
        let script = format!(r#"<script type="module" src="/rivals/{slug}.js"></script>"#);
        let with_style = format!(r#"<link rel="stylesheet" href="/rivals/{slug}.css">{script}"#);
        let tag = format!(r#"<script async src="{loader}"></script>"#);
        let root = format!(r#"<div id="root" data-sdk-url="{sdk}" data-count="{count}"></div>"#);
        let ours = |more: &str| {
            format!(r#"<chakra-whatsapp-connect backend="/api"{more}></chakra-whatsapp-connect>"#)
                .repeat(count)
        };
        let (head, body) = match self {
            Ours => (tag, ours(&format!(r#" sdk-url="{sdk}""#))),
            OursByToken => (tag, ours("")),
            React | RivalInReact => (with_style, root),
            OursInReact | ReactPage => (script, root),
            Lit => (
                script,
                format!(r#"<whatsapp-connect sdk-url="{sdk}"></whatsapp-connect>"#).repeat(count),
            ),
            Plain => (
                script,
                format!(r#"<div class="connect" data-sdk-url="{sdk}"></div>"#).repeat(count),
            ),
        };
        server.page(&path, &html::page(&head, &body, layout));
        path
    }
}
