//! Browsers inside apps, detected by their user agents, and the link from there to a real browser.
//!
//! Meta refuses its login in embedded browsers, and most of them open no second window.

use crate::flow::find;

/// Marks in the user agents of apps, and the apps' common names. The first match counts: Messenger and Instagram have
/// Facebook's marks as well.
const APPS: &[(&str, &str)] = &[
    ("FBAN/Messenger", "Messenger"),
    ("FB_IAB/Orca", "Messenger"),
    ("Instagram ", "Instagram"),
    ("Barcelona ", "Threads"),
    ("FBAN/", "Facebook"),
    ("FBAV/", "Facebook"),
    ("FB_IAB/", "Facebook"),
    ("WhatsApp/", "WhatsApp"),
    (" Line/", LINE),
    ("MicroMessenger/", WECHAT),
    ("musical_ly", "TikTok"),
    ("trill_", "TikTok"),
    ("TikTok", "TikTok"),
    ("Snapchat/", "Snapchat"),
    ("LinkedInApp", "LinkedIn"),
    ("TwitterAndroid", "X"),
    ("Twitter for ", "X"),
    ("Telegram-", "Telegram"),
    ("Pinterest/", "Pinterest"),
    ("Pinterest for ", "Pinterest"),
    ("KAKAOTALK", "KakaoTalk"),
    ("Viber/", "Viber"),
];

const LINE: &str = "LINE";
const WECHAT: &str = "WeChat";

/// Real browsers that are built on the system's web view, or do not name Safari on an iPhone. The first is a common
/// ending: `UCBrowser/`, `MiuiBrowser/`, `YaBrowser/`.
const BROWSERS: &[&str] = &[
    "Browser/",
    "OPR/",
    "OPT/",
    "OPiOS/",
    "DuckDuckGo/",
    "Focus/",
    "Klar/",
    "PHX/",
    "CriOS/",
    "FxiOS/",
    "EdgiOS/",
    "EdgA/",
];

/// The first version of iOS that supports `x-safari-https:`.
const SAFARI_SCHEME: u32 = 17;

/// A browser inside an app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InApp {
    /// The app's common name, if it is known.
    pub name: Option<&'static str>,
    /// Address that opens the page in the default browser, if there is one.
    pub way_out: Option<String>,
}

impl InApp {
    /// The app around the page, by the user agent; `page` is the address of the page.
    ///
    /// The way out has only the scheme, host and path of the address: the rest may hold a secret.
    #[must_use]
    pub fn detect(user_agent: &str, page: &str) -> Option<Self> {
        let has = |mark: &&str| find::split_around(user_agent, mark).is_some();
        let is_android = has(&"Android");
        let is_ios = has(&"iPhone") || has(&"iPad") || has(&"iPod");
        let name = APPS.iter().find(|(mark, _)| has(mark)).map(|app| app.1);
        if name.is_none() {
            let is_web_view = if is_ios {
                has(&"AppleWebKit") && !has(&"Safari/")
            } else {
                has(&"; wv)")
            };
            if !is_web_view || BROWSERS.iter().any(has) {
                return None;
            }
        }
        let (scheme, place) = place(page).unzip();
        let way_out = scheme.zip(place).and_then(|(scheme, place)| {
            Some(match name {
                // It opens every link itself.
                Some(WECHAT) => return None,
                Some(LINE) => [scheme, "://", place, "?openExternalBrowser=1"].concat(),
                _ if is_android => {
                    let action = ";action=android.intent.action.VIEW;end";
                    ["intent://", place, "#Intent;scheme=", scheme, action].concat()
                }
                _ if is_ios && ios_version(user_agent) >= Some(SAFARI_SCHEME) => {
                    ["x-safari-", scheme, "://", place].concat()
                }
                _ => return None,
            })
        });
        Some(Self { name, way_out })
    }
}

/// The scheme of an `http` or `https` address, and its host and path.
fn place(page: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = find::split_around(page, "://")?;
    let end = rest.bytes().position(|byte| byte == b'?' || byte == b'#');
    let place = end.map_or(Some(rest), |end| rest.get(..end))?;
    let host = place.split('/').next()?;
    // A password in front of the host.
    let place = match host.bytes().rposition(|byte| byte == b'@') {
        Some(at) => place.get(at + 1..)?,
        None => place,
    };
    let is_web = scheme == "https" || scheme == "http";
    (is_web && !host.is_empty()).then_some((scheme, place))
}

/// The 17 of `CPU iPhone OS 17_5 like Mac OS X`.
fn ios_version(user_agent: &str) -> Option<u32> {
    let (_, version) = find::split_around(user_agent, " OS ")?;
    version.split(['_', ' ']).next()?.parse().ok()
}
