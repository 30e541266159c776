//! The stand-in's pages in a browser: each says that it is a stand-in, and none is cached.

use crate::client::Partner;

#[tokio::test]
async fn every_page_says_that_it_is_a_stand_in() {
    let partner = Partner::start().await;
    for (path, text) in [
        ("frame", "Stand-in for Chakra"),
        ("signup", "This is a stand-in for Meta's signup"),
        ("../../", "This is a stand-in for Chakra's service"),
    ] {
        let response = partner.embed_page(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with("text/html")
        );
        let html = response.text().await.unwrap();
        assert!(html.contains(text), "{path}");
        assert!(
            !html.contains("<script>") && !html.contains("style="),
            "{path}: nothing inline"
        );
    }
}

#[tokio::test]
async fn the_files_that_the_pages_request_exist() {
    let partner = Partner::start().await;
    for (path, kind) in [
        ("sdk.js", "text/javascript"),
        ("frame.js", "text/javascript"),
        ("frame.css", "text/css"),
        ("signup.js", "text/javascript"),
        ("signup.css", "text/css"),
    ] {
        let response = partner.embed_page(path).await;
        assert_eq!(response.status(), 200, "{path}");
        assert!(
            response.headers()["content-type"]
                .to_str()
                .unwrap()
                .starts_with(kind),
            "{path}"
        );
    }
}
