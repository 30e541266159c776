//! The customer's steps through the vendor's frame and the popup, while the page is hidden.

use thirtyfour::error::WebDriverResult;
use thirtyfour::prelude::ElementQueryable;
use thirtyfour::{By, Key, WebElement, WindowHandle};

use crate::page::Page;
use crate::waiting::eventually;
use crate::widget::Widget;

impl Widget<'_> {
    /// Clicks the vendor's button in its frame, and ends the signup in the popup with `outcome`. Meanwhile the customer
    /// sees only the popup.
    pub async fn sign_up(&self, outcome: &str) {
        let popup = self.open_popup().await;
        self.page.leave().await;
        self.page.choose(popup, outcome).await;
        self.page.come_back().await;
    }

    /// Clicks the vendor's button in its frame. Returns the popup that opens.
    pub async fn open_popup(&self) -> WindowHandle {
        self.press(async |button| button.click().await).await
    }

    /// Clicks the vendor's button, whether or not a popup opens.
    pub async fn click_vendor(&self) {
        self.enter_frame(async |button| button.click().await).await;
    }

    /// Presses the vendor's button with the Enter key, with the pointer elsewhere.
    pub async fn open_popup_by_keyboard(&self) -> WindowHandle {
        self.press(async |button| button.send_keys(Key::Enter).await)
            .await
    }

    async fn press(
        &self,
        press: impl AsyncFnOnce(WebElement) -> WebDriverResult<()>,
    ) -> WindowHandle {
        self.enter_frame(press).await;
        self.has_popup().await
    }

    /// Uses the vendor's button in its frame, then returns to the page.
    async fn enter_frame(&self, press: impl AsyncFnOnce(WebElement) -> WebDriverResult<()>) {
        let browser = &self.page.browser;
        let selector = format!("{} [slot=vendor] iframe", self.selector);
        let frame = browser.query(By::Css(selector)).first().await;
        let frame = frame.expect("the vendor's frame is there");
        frame.enter_frame().await.expect("the frame can be entered");
        let button = browser
            .query(By::Css("[data-vendor-connect]"))
            .first()
            .await;
        let button = button.expect("the vendor's button is there");
        press(button)
            .await
            .expect("the vendor's button can be pressed");
        browser
            .enter_default_frame()
            .await
            .expect("back on the page");
    }

    /// Presses the pointer on the vendor's button without releasing it.
    pub async fn hold_down(&self) {
        let browser = &self.page.browser;
        self.enter_frame(async |button| {
            let hold = browser.action_chain().click_and_hold_element(&button);
            hold.perform().await
        })
        .await;
    }

    /// Releases the pointer where it is.
    pub async fn let_go(&self) {
        let release = self.page.browser.action_chain().release();
        release
            .perform()
            .await
            .expect("the pointer can be released");
    }

    /// Waits for the popup.
    pub async fn has_popup(&self) -> WindowHandle {
        eventually("the popup is open", || self.page.popup()).await
    }
}

impl Page {
    /// Ends the signup in the popup with `outcome`, and waits until the popup has closed.
    pub async fn choose(&self, popup: WindowHandle, outcome: &str) {
        self.browser
            .switch_to_window(popup)
            .await
            .expect("the popup can be reached");
        let selector = format!("[data-outcome={outcome}]");
        let choice = self.browser.query(By::Css(selector)).first().await;
        choice
            .expect("the outcome is offered")
            .click()
            .await
            .expect("the outcome can be chosen");
        eventually("the popup has closed", || async {
            self.popup().await.is_none().then_some(())
        })
        .await;
        self.browser
            .switch_to_window(self.window.clone())
            .await
            .expect("back on the page");
    }

    /// A window other than the page's.
    pub async fn popup(&self) -> Option<WindowHandle> {
        let windows = self
            .browser
            .windows()
            .await
            .expect("the driver lists the windows");
        windows.into_iter().find(|window| *window != self.window)
    }
}
