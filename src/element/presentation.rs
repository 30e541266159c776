//! The presentation of the element: its variant, its language, the page's own texts.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Function;
use leptos::prelude::{ArcRwSignal, GetUntracked, Set};
use serde_json::Value;
use web_sys::HtmlElement;

use crate::browser::LanguageWatch;
use crate::browser::language::{self, Loading};
use crate::browser::surroundings;
use crate::card::{Appearance, Surroundings, Variant, title_tag};
use crate::text::{Catalogue, Language, Locale};

/// The element's appearance, kept in sync with its attributes and properties.
#[derive(Debug)]
pub(super) struct Presentation {
    host: HtmlElement,
    /// Returns the address of a language's file, if a bundler has put it elsewhere.
    language_file: Option<Function>,
    shown: ArcRwSignal<Appearance>,
    language: RefCell<Requested>,
    watch: RefCell<Option<LanguageWatch>>,
}

/// The language requested last.
#[derive(Debug, Default)]
struct Requested {
    wanted: Option<Language>,
    folder: Option<String>,
    words: Option<Arc<Value>>,
    loading: Option<Loading>,
}

impl Presentation {
    pub(super) fn new(host: HtmlElement, language_file: Option<Function>) -> Rc<Self> {
        let silent = Appearance {
            catalogue: None,
            ..Appearance::default()
        };
        Rc::new(Self {
            host,
            language_file,
            shown: ArcRwSignal::new(silent),
            language: RefCell::default(),
            watch: RefCell::default(),
        })
    }

    /// Follows the language of the page around the element, at its current place.
    pub(super) fn follow_page(self: &Rc<Self>) {
        let this = Rc::downgrade(self);
        let watch = LanguageWatch::new(&self.host, move || {
            if let Some(this) = this.upgrade() {
                this.catch_up();
            }
        });
        *self.watch.borrow_mut() = watch;
        self.catch_up();
    }

    /// Switches to the wanted language, if it has changed.
    fn catch_up(self: &Rc<Self>) {
        let wanted = Some(language::wanted(&self.host));
        // `None` before the first configuration.
        let has_changed = {
            let language = self.language.borrow();
            language.wanted.is_some() && language.wanted != wanted
        };
        if has_changed {
            self.configure();
        }
    }

    /// The current appearance, as a signal.
    pub(super) fn appearance(&self) -> ArcRwSignal<Appearance> {
        self.shown.clone()
    }

    /// Reads the attributes and properties again.
    pub(super) fn configure(self: &Rc<Self>) {
        let wanted = language::wanted(&self.host);
        let locale = wanted.locale;
        let folder = self.host.get_attribute("locales-url");
        let mut language = self.language.borrow_mut();
        let is_loaded = language
            .wanted
            .as_ref()
            .is_some_and(|it| it.locale == locale);
        language.wanted = Some(wanted);
        if !is_loaded || language.folder != folder {
            language.folder.clone_from(&folder);
            let has_file = locale != Locale::ENGLISH && !locale.is_pages();
            language.loading = has_file.then(|| {
                let this = Rc::downgrade(self);
                let named = self.language_file.clone();
                language::load(self.host.clone(), locale, folder, named, move |words| {
                    if let Some(this) = this.upgrade() {
                        this.language.borrow_mut().words =
                            Some(Arc::new(words.unwrap_or_default()));
                        this.show();
                    }
                })
            });
            language.words = language.loading.is_none().then(Arc::default);
        }
        drop(language);
        self.show();
    }

    /// The page's own texts, before those of the file.
    fn catalogue(&self, words: &Arc<Value>) -> Arc<Catalogue> {
        let own = language::own_words(&self.host);
        Arc::new(Catalogue::new(own, Arc::clone(words)))
    }

    fn show(&self) {
        let attribute = |name: &str| self.host.get_attribute(name).unwrap_or_default();
        let variant = Variant::from_name(attribute("variant").trim());
        let title_tag = title_tag(attribute("heading-level").trim());
        let language = self.language.borrow();
        let before = self.shown.get_untracked();
        // The current texts stay until the new ones have loaded.
        let (spoken, catalogue) = match (&language.wanted, &language.words) {
            // Fallback texts are English, left to right.
            (Some(_), Some(words)) if language.loading.is_some() && !words.is_object() => {
                (Locale::ENGLISH.into(), Some(self.catalogue(words)))
            }
            (Some(wanted), Some(words)) => (wanted.clone(), Some(self.catalogue(words))),
            _ => (before.language, before.catalogue),
        };
        drop(language);
        self.shown.set(Appearance {
            variant,
            title_tag,
            language: spoken,
            catalogue,
            surroundings: Surroundings {
                in_app: surroundings::in_app(),
                fallback: surroundings::fallback(&self.host),
            },
        });
    }
}
