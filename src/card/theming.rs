//! What a page's style sheet can reach: parts and slots. The custom properties stand in
//! `style/widget/theme.css`, the custom states are those of [`State`](crate::flow::State).

/// The parts for `::part()`, and what each is.
pub const PARTS: &[(&str, &str)] = &[
    ("card", "The whole widget."),
    ("header", "Mark, words and badge."),
    ("mark", "The tile with the chat bubble."),
    ("word", "Title, sentence and notice."),
    ("title", "The title."),
    ("sentence", "The sentence below it."),
    ("notice", "What went wrong."),
    ("notice-text", "What happened and what to do."),
    ("vendor-word", "What Chakra or Meta said of it."),
    ("code", "The code of what went wrong."),
    ("badge", "The state in a word."),
    ("hint", "What takes how long, or will be asked."),
    ("stale", "How old the shown state is."),
    ("numbers", "All numbers."),
    ("number", "One number."),
    ("identity", "The number and its name."),
    ("digits", "The number itself."),
    ("name", "The business's name."),
    ("facts", "Quality, limit, since when."),
    ("fact", "One of them."),
    ("term", "What it is."),
    ("value", "How it is."),
    ("issue", "What keeps a number from working."),
    ("issue-text", "What is wrong."),
    ("issue-advice", "What to do."),
    ("skeleton", "What is shown while the state is loading."),
    ("bar", "A bar of it."),
    ("vendor", "The place of the vendor's frame."),
    ("choices", "The numbers to choose from."),
    ("choice", "One of them, a button."),
    ("actions", "Question and buttons."),
    ("question", "What is asked before disconnecting."),
    ("button", "Every button below it."),
    ("button-primary", "What most want to do next."),
    ("button-secondary", "What can be done as well."),
    ("button-quiet", "What few want."),
    ("button-danger", "What is not easily undone."),
    ("label", "The text of a button."),
    ("slot", "Every slot."),
];

/// The slots for children of the element, and what each is for.
pub const SLOTS: &[(&str, &str)] = &[
    ("header", "Above everything, in the card."),
    (
        "loading",
        "In place of the skeleton, while the state is loading.",
    ),
    ("vendor", "The vendor's frame; the widget fills it itself."),
    ("footer", "Below everything, in the card."),
];
