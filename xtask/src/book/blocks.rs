//! Generated blocks in hand-written pages: the text between their two comments is replaced.

/// Begins a block. Its name and the end of the comment follow.
const BEGIN: &str = "<!-- generated: ";
const BEGUN: &str = " -->\n";
/// Ends a block.
pub(crate) const END: &str = "<!-- end -->";

/// The page with each block replaced by what `render` returns for its name.
///
/// # Errors
/// A block without an end, a text that contains a block's comment, or the error of `render`.
pub(crate) fn refreshed(
    page: &str,
    render: impl Fn(&str) -> Result<String, String>,
) -> Result<String, String> {
    let mut fresh = String::with_capacity(page.len());
    let mut rest = page;
    while let Some((before, block)) = rest.split_once(BEGIN) {
        let unfinished = || {
            let line = block.lines().next().unwrap_or_default();
            format!("the block \"{BEGIN}{line}\" is not finished by \"{END}\"")
        };
        let (name, old) = block.split_once(BEGUN).ok_or_else(unfinished)?;
        let (old, after) = old.split_once(END).ok_or_else(unfinished)?;
        if name.contains('\n') || old.contains(BEGIN) {
            return Err(unfinished());
        }
        fresh.extend([before, BEGIN, name, BEGUN]);
        let text = render(name)?;
        if text.contains(BEGIN) || text.contains(END) {
            return Err(format!(
                "the block \"{name}\" would contain the comment of a block"
            ));
        }
        fresh.push_str(&text);
        fresh.push_str(END);
        rest = after;
    }
    fresh.push_str(rest);
    Ok(fresh)
}

/// The names of the page's blocks, in order.
pub(crate) fn names(page: &str) -> impl Iterator<Item = &str> {
    page.lines().filter_map(begun)
}

/// The name of the block that begins with this line.
pub(crate) fn begun(line: &str) -> Option<&str> {
    line.split_once(BEGIN)?.1.strip_suffix(BEGUN.trim_end())
}
