//! In-app browsers, distinguished from real browsers by their actual user agents.

use chakra_connect::text::InApp;

const PAGE: &str = "https://partner.example/settings";

#[allow(clippy::option_option)] // No app, an app without a name, a name.
fn name(user_agent: &str) -> Option<Option<&'static str>> {
    InApp::detect(user_agent, PAGE).map(|app| app.name)
}

fn way_out(user_agent: &str, page: &str) -> Option<String> {
    InApp::detect(user_agent, page).expect(user_agent).way_out
}

/// The beginning of every user agent on such a phone.
const IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const OLD_IPHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const IPAD: &str =
    "Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)";
const WEB_VIEW: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8 Build/UD1A.230803.041; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0.6422.147 Mobile Safari/537.36";
const ANDROID: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36";

#[test]
fn apps_are_known_by_their_user_agents() {
    for (start, end, expected) in [
        (
            IPHONE,
            "Mobile/21F90 [FBAN/FBIOS;FBAV/467.0.0.38.108;FBBV/613;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS;FBSV/17.5.1;FBLC/en_US]",
            "Facebook",
        ),
        (WEB_VIEW, "[FB_IAB/FB4A;FBAV/450.0.0.38.108;]", "Facebook"),
        (
            ANDROID,
            "[FBAN/EMA;FBLC/pt_PT;FBAV/98.0.0.16.170;]",
            "Facebook",
        ),
        (
            IPHONE,
            "Mobile/15E148 [FBAN/MessengerForiOS;FBAV/455.0.0.37.108;FBBV/594]",
            "Messenger",
        ),
        (
            WEB_VIEW,
            "[FB_IAB/Orca-Android;FBAV/450.0.0.40.109;]",
            "Messenger",
        ),
        (
            IPHONE,
            "Mobile/21E219 Instagram 330.0.0.20.114 (iPhone15,2; iOS 17_4; en_US; en; scale=3.00; 1179x2556)",
            "Instagram",
        ),
        (
            WEB_VIEW,
            "Instagram 331.0.0.37.90 Android (34/14; 420dpi; 1080x2274; Google/google; Pixel 8)",
            "Instagram",
        ),
        (
            IPHONE,
            "Mobile/21F90 Barcelona 336.0.0.23.88 (iPhone16,1; iOS 17_5_1; en_US; en)",
            "Threads",
        ),
        (IPHONE, "Mobile/15E148 WhatsApp/24.11.85", "WhatsApp"),
        (WEB_VIEW, "WhatsApp/2.24.11.79", "WhatsApp"),
        (IPHONE, "Mobile/15E148 Safari Line/14.9.0", "LINE"),
        (WEB_VIEW, "Line/14.9.1/IAB", "LINE"),
        (
            IPHONE,
            "Mobile/15E148 MicroMessenger/8.0.49(0x18003137) NetType/WIFI Language/en",
            "WeChat",
        ),
        (
            WEB_VIEW,
            "XWEB/1160065 MMWEBSDK/20240404 MicroMessenger/8.0.49.2600(0x28003133) WeChat/arm64",
            "WeChat",
        ),
        (
            IPHONE,
            "Mobile/15E148 musical_ly_34.0.0 JsSdk/2.0 NetType/WIFI Channel/App Store ByteLocale/en Region/US",
            "TikTok",
        ),
        (
            WEB_VIEW,
            "trill_340002 JsSdk/1.0 NetType/WIFI Channel/googleplay AppName/musical_ly app_version/34.0.2 BytedanceWebview/d8a21c6",
            "TikTok",
        ),
        (
            IPHONE,
            "Version/17.5 Mobile/15E148 Snapchat/12.95.0.37 (like Safari/8617.2.4.10.8, panda)",
            "Snapchat",
        ),
        (IPHONE, "Mobile/15E148 [LinkedInApp]/9.30.2144", "LinkedIn"),
        (
            IPHONE,
            "Mobile/15E148 Safari/604.1 [LinkedInApp]/9.78.4909",
            "LinkedIn",
        ),
        (WEB_VIEW, "[LinkedInApp]/4.1.950", "LinkedIn"),
        (IPHONE, "Mobile/15E148 Twitter for iPhone/10.45", "X"),
        (WEB_VIEW, "TwitterAndroid", "X"),
        (
            ANDROID,
            "Telegram-Android/11.7.4 (Google Pixel 8; Android 14; SDK 34; HIGH)",
            "Telegram",
        ),
        (IPHONE, "Mobile/15E148 [Pinterest/iOS]", "Pinterest"),
        (WEB_VIEW, "[Pinterest/Android]", "Pinterest"),
        (IPHONE, "Mobile/15E148 KAKAOTALK 10.8.5", "KakaoTalk"),
    ] {
        let user_agent = format!("{start} {end}");
        assert_eq!(name(&user_agent), Some(Some(expected)), "{end}");
    }
}

#[test]
fn web_views_of_apps_without_a_name_are_known() {
    for user_agent in [
        WEB_VIEW.to_owned(),
        "Mozilla/5.0 (Linux; Android 10; K; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/138.0.0.0 Mobile Safari/537.36".to_owned(),
        format!("{IPHONE} Mobile/15E148"),
        format!("{IPAD} Mobile/15E148"),
        "Mozilla/5.0 (iPod touch; CPU iPhone OS 15_8 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148".to_owned(),
    ] {
        assert_eq!(name(&user_agent), Some(None), "{user_agent}");
    }
}

#[test]
fn real_browsers_are_not_in_app_browsers() {
    for user_agent in [
        ANDROID.to_owned(),
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36".to_owned(),
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36".to_owned(),
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0".to_owned(),
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0".to_owned(),
        "Mozilla/5.0 (Android 14; Mobile; rv:127.0) Gecko/127.0 Firefox/127.0".to_owned(),
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15".to_owned(),
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15".to_owned(),
        format!("{ANDROID} EdgA/124.0.2478.64"),
        format!("{ANDROID} OPR/82.3.4342.79490"),
        "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36".to_owned(),
        "Mozilla/5.0 (Linux; Android 13; Pixel 6) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/124.0.0.0 Mobile DuckDuckGo/5 Safari/537.36".to_owned(),
        // Real browsers that are built on the system's web view.
        format!("{WEB_VIEW} OPR/70.0.2254.66751"),
        format!("{WEB_VIEW} VivoBrowser/21.2.0.0"),
        format!("{WEB_VIEW} HeyTapBrowser/45.10.6.1"),
        format!("{WEB_VIEW} Focus/8.17"),
        format!("{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1"),
        format!("{IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1"),
        format!("{IPHONE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15"),
        format!("{IPHONE} EdgiOS/125.0.2535.96 Version/17.0 Mobile/15E148 Safari/604.1"),
        format!("{IPHONE} Version/17.5 Mobile/15E148 DuckDuckGo/7 Safari/605.1.15"),
        format!("{IPHONE} OPT/4.6.1 Mobile/15E148"),
        format!("{IPHONE} Version/17.0 YaBrowser/24.6.1.433.10 Mobile/15E148 Safari/604.1"),
        format!("{IPHONE} GSA/319.0.639141586 Mobile/15E148 Safari/604.1"),
        format!("{IPAD} Version/17.4 Mobile/15E148 Safari/604.1"),
        String::new(),
    ] {
        assert_eq!(name(&user_agent), None, "{user_agent}");
    }
}

#[test]
fn there_is_a_way_to_the_default_browser_where_the_system_has_one() {
    let of = |start: &str, end: &str| way_out(&format!("{start} {end}"), PAGE);
    let intent = "intent://partner.example/settings#Intent;scheme=https;action=android.intent.action.VIEW;end";
    assert_eq!(
        of(WEB_VIEW, "Instagram 331.0.0.37.90 Android").as_deref(),
        Some(intent)
    );
    assert_eq!(of(WEB_VIEW, "").as_deref(), Some(intent));
    let safari = "x-safari-https://partner.example/settings";
    assert_eq!(
        of(IPHONE, "Mobile/15E148 [LinkedInApp]/9.30").as_deref(),
        Some(safari)
    );
    assert_eq!(of(IPAD, "Mobile/15E148").as_deref(), Some(safari));
    assert_eq!(of(OLD_IPHONE, "Mobile/15E148 [LinkedInApp]/9.28"), None);
    let line = "https://partner.example/settings?openExternalBrowser=1";
    assert_eq!(
        of(OLD_IPHONE, "Mobile/15E148 Safari Line/13.17.0").as_deref(),
        Some(line)
    );
    assert_eq!(of(WEB_VIEW, "Line/14.9.1/IAB").as_deref(), Some(line));
    assert_eq!(of(WEB_VIEW, "MicroMessenger/8.0.49.2600(0x28003133)"), None);
}

#[test]
fn only_scheme_host_and_path_of_the_pages_address_are_passed_on() {
    for (page, expected) in [
        (
            "http://localhost:8080/a/b;c?token=secret#id_token=secret",
            Some(
                "intent://localhost:8080/a/b;c#Intent;scheme=http;action=android.intent.action.VIEW;end",
            ),
        ),
        (
            "https://user:secret@partner.example/@me?x=https://y",
            Some(
                "intent://partner.example/@me#Intent;scheme=https;action=android.intent.action.VIEW;end",
            ),
        ),
        (
            "https://partner.example#secret",
            Some(
                "intent://partner.example#Intent;scheme=https;action=android.intent.action.VIEW;end",
            ),
        ),
        ("file:///home/page.html", None),
        ("capacitor://localhost/", None),
        ("blob:https://partner.example/1", None),
        ("data:text/html,https://partner.example", None),
        ("about:srcdoc", None),
        ("https://", None),
        ("", None),
    ] {
        assert_eq!(way_out(WEB_VIEW, page).as_deref(), expected, "{page}");
    }
}
