//! The hooks for a page's style sheet: parts and slots. The custom properties are in `style/widget/theme.css`; the
//! custom states are those of [`State`](crate::flow::State).

/// The parts for `::part()`, with a description of each.
pub const PARTS: &[(&str, &str)] = &[
    ("card", "The whole widget."),
    ("header", "Mark, texts and badge."),
    ("mark", "The tile with the chat bubble."),
    ("word", "Title, sentence and notice."),
    ("title", "The title."),
    ("sentence", "The sentence below it."),
    ("notice", "A notice of a failure."),
    ("notice-text", "What happened and what to do."),
    ("vendor-word", "The text from Chakra or Meta about it."),
    ("code", "The error code."),
    ("badge", "The state in a word."),
    ("hint", "How long it takes, or what the customer will need."),
    ("stale", "The age of the shown status."),
    ("numbers", "All numbers."),
    ("number", "One number."),
    ("identity", "The number and its name."),
    ("digits", "The number itself."),
    ("name", "The business's name."),
    ("facts", "Quality, messaging limit, connected since."),
    ("fact", "One fact."),
    ("term", "Its name."),
    ("value", "Its value."),
    ("issue", "A problem with a number."),
    ("issue-text", "What is wrong."),
    ("issue-advice", "What to do."),
    ("skeleton", "What is shown while the state is loading."),
    ("bar", "A bar of it."),
    ("vendor", "The place of the vendor's frame."),
    ("choices", "The numbers to choose from."),
    ("choice", "One choice, a button."),
    ("actions", "The question and the buttons."),
    ("question", "The question before disconnecting."),
    ("button", "Every button below it."),
    ("button-primary", "The main action."),
    ("button-secondary", "A further action."),
    ("button-quiet", "A rare action."),
    ("button-danger", "An action that is hard to undo."),
    ("label", "The text of a button."),
    ("slot", "Every slot."),
];

/// The slots for children of the element, with the purpose of each.
pub const SLOTS: &[(&str, &str)] = &[
    ("header", "Above everything, in the card."),
    (
        "loading",
        "Replaces the skeleton while the state is loading.",
    ),
    ("vendor", "The vendor's frame; the widget fills it itself."),
    ("footer", "Below everything, in the card."),
];
