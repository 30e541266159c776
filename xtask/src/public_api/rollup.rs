//! The declarations of one entry of the npm package, collected from the modules behind it: what a user can import, and
//! the types it uses. The rest of those modules is internal.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result, bail};

use super::declarations::{ends_at, is_block, top_level_parts, without_comments};

/// A name in a module.
type Place = (String, String);

/// The declarations of a package.
pub(super) struct Modules {
    by_path: BTreeMap<String, Module>,
    /// The declarations of all names that some entry exports.
    importable: BTreeSet<Place>,
}

#[derive(Default)]
struct Module {
    /// Its declarations by name. Overloads, or a type and a value, may share a name.
    declared: BTreeMap<String, Vec<String>>,
    /// Names for exports of other modules.
    imported: BTreeMap<String, Place>,
    /// Its exports, in order, and the place where each is declared.
    exported: Vec<(String, Place)>,
    /// Modules whose exports it re-exports completely.
    whole: Vec<String>,
}

impl Modules {
    /// Reads the files. `entries` are the paths that users import.
    pub(super) fn read(files: &BTreeMap<String, String>, entries: &[String]) -> Result<Self> {
        let mut by_path = BTreeMap::new();
        for (path, text) in files {
            let module = Module::read(path, text).with_context(|| path.clone())?;
            by_path.insert(path.clone(), module);
        }
        let mut modules = Self {
            by_path,
            importable: BTreeSet::new(),
        };
        let mut importable = BTreeSet::new();
        for entry in entries {
            importable.extend(modules.exports(entry)?.into_iter().map(|(_, place)| place));
        }
        modules.importable = importable;
        Ok(modules)
    }

    /// The entry as one text.
    pub(super) fn roll_up(&self, entry: &str) -> Result<String> {
        let mut parts = Vec::new();
        let mut own = BTreeSet::new();
        for (name, place) in self.exports(entry)? {
            if name != place.1 {
                parts.push(format!("export {{ {} as {name} }};", place.1));
            }
            // A type and a value with the same name are exported by two statements.
            if own.insert(place.clone()) {
                for statement in self.declared(&place)? {
                    parts.push(format!("export {statement}"));
                }
            }
        }
        for place in self.made_of(&own)? {
            for statement in self.declared(&place)? {
                parts.push(statement.clone());
            }
        }
        Ok(parts.join("\n\n") + "\n")
    }

    /// The names that the entry's exports mention and no entry exports: users cannot import them, but still see them.
    fn made_of(&self, exported: &BTreeSet<Place>) -> Result<Vec<Place>> {
        let mut found = BTreeSet::new();
        let mut left: Vec<_> = exported.iter().cloned().collect();
        while let Some(place) = left.pop() {
            let module = self.module(&place.0)?;
            for statement in self.declared(&place)? {
                for word in words(statement) {
                    let Some(mentioned) = self.meant(module, &place.0, word)? else {
                        continue;
                    };
                    let is_known =
                        exported.contains(&mentioned) || self.importable.contains(&mentioned);
                    if !is_known && found.insert(mentioned.clone()) {
                        left.push(mentioned);
                    }
                }
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by(|one, other| (&one.1, &one.0).cmp(&(&other.1, &other.0)));
        Ok(found)
    }

    /// The declaration that a word in a module refers to.
    fn meant(&self, module: &Module, path: &str, word: &str) -> Result<Option<Place>> {
        if module.declared.contains_key(word) {
            return Ok(Some((path.to_owned(), word.to_owned())));
        }
        let imported = module.imported.get(word);
        imported.map(|place| self.origin(place)).transpose()
    }

    fn declared(&self, (path, name): &Place) -> Result<&[String]> {
        let statements = self.module(path)?.declared.get(name);
        let statements = statements.with_context(|| format!("{path} declares no {name}"))?;
        Ok(statements)
    }

    /// The module's exports, and the place where each is declared.
    fn exports(&self, path: &str) -> Result<Vec<(String, Place)>> {
        let module = self.module(path)?;
        let mut all = Vec::new();
        for (name, place) in &module.exported {
            all.push((name.clone(), self.origin(place)?));
        }
        for whole in &module.whole {
            all.extend(self.exports(whole)?);
        }
        Ok(all)
    }

    /// The place where a module's export is declared.
    fn origin(&self, place: &Place) -> Result<Place> {
        let (path, name) = place;
        let module = self.module(path)?;
        if module.declared.contains_key(name) {
            return Ok(place.clone());
        }
        let passed_on = module.exported.iter().find(|(it, _)| it == name);
        let passed_on = passed_on.map(|(_, place)| place);
        match passed_on.or_else(|| module.imported.get(name)) {
            Some(further) => self.origin(further),
            None => bail!("{path} has no {name}"),
        }
    }

    fn module(&self, path: &str) -> Result<&Module> {
        let module = self.by_path.get(path);
        module.with_context(|| format!("there is no {path}"))
    }
}

impl Module {
    fn read(path: &str, text: &str) -> Result<Self> {
        let mut module = Self::default();
        let text = without_comments(text);
        for statement in top_level_parts(&text, ';', true) {
            let exported = statement.strip_prefix("export ");
            let rest = exported.unwrap_or(statement);
            let from = rest.rsplit_once(" from ").map(|(_, from)| from.trim());
            let from = from.map(|from| beside(path, from.trim_matches(['"', '\''])));
            if let Some(names) = rest.strip_prefix("import ") {
                // An import without names is for its side effect.
                let from = from.unwrap_or_default();
                let names = listed(names).into_iter();
                let names = names.map(|(there, here)| (here, (from.clone(), there)));
                module.imported.extend(names);
            } else if rest.starts_with('*') {
                module
                    .whole
                    .extend(Some(from.with_context(|| statement.to_owned())?));
            } else if rest.starts_with('{') || rest.starts_with("type {") {
                let from = from.unwrap_or_else(|| path.to_owned());
                let names = listed(rest).into_iter();
                let names = names.map(|(here, there)| (there, (from.clone(), here)));
                module.exported.extend(names);
            } else if !rest.starts_with("declare global") {
                let name = declared_name(rest).with_context(|| format!("what is {statement}?"))?;
                if exported.is_some() && !module.declared.contains_key(name) {
                    let place = (path.to_owned(), name.to_owned());
                    module.exported.push((name.to_owned(), place));
                }
                let whole = if rest.ends_with('}') && is_block(rest) {
                    rest.to_owned()
                } else {
                    format!("{rest};")
                };
                module
                    .declared
                    .entry(name.to_owned())
                    .or_default()
                    .push(whole);
            }
        }
        Ok(module)
    }
}

/// The names between the braces of an import or export: each in the other module, and here.
fn listed(text: &str) -> Vec<(String, String)> {
    let Some(begin) = ends_at(text, '{') else {
        return Vec::new();
    };
    let inner = text.get(begin + 1..).unwrap_or_default();
    let inner = inner.split('}').next().unwrap_or_default();
    let names = inner.split(',').map(str::trim).filter(|it| !it.is_empty());
    let both = names.map(|it| {
        let it = it.strip_prefix("type ").unwrap_or(it);
        let (there, here) = it.split_once(" as ").unwrap_or((it, it));
        (there.to_owned(), here.to_owned())
    });
    both.collect()
}

/// The name that a declaration gives.
fn declared_name(statement: &str) -> Option<&str> {
    const KINDS: [&str; 8] = [
        "interface",
        "class",
        "enum",
        "type",
        "const",
        "let",
        "var",
        "function",
    ];
    let mut rest = statement;
    loop {
        let (word, after) = rest.split_once(' ')?;
        if KINDS.contains(&word) {
            return words(after).next();
        }
        if !["declare", "abstract", "default"].contains(&word) {
            return None;
        }
        rest = after;
    }
}

/// The identifiers of a text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_other = |letter: char| !letter.is_alphanumeric() && letter != '_' && letter != '$';
    text.split(is_other).filter(|word| !word.is_empty())
}

/// The path of the declarations of module `name`, as imported by `path`.
fn beside(path: &str, name: &str) -> String {
    let mut steps: Vec<_> = path.split('/').collect();
    steps.pop();
    for step in name.split('/') {
        match step {
            "." => {}
            ".." => drop(steps.pop()),
            _ => steps.push(step),
        }
    }
    let joined = steps.join("/");
    let stem = joined.strip_suffix(".js").unwrap_or(&joined);
    format!("{stem}.d.ts")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 4] = [
        (
            "a/index.d.ts",
            "import \"./effect.js\";\nimport type { Inner } from './deep/inner.js';\n/** One. */\nexport interface Own {\n    it: Inner;\n}\ninterface Beside {\n    x: 1;\n}\nexport declare function use(one: Beside): void;\nexport declare function use(two: number): void;\nexport { Kind, Class as Renamed } from \"./deep/inner.js\";\nexport type { Kind as Again, } from \"./deep/inner.js\";\nexport {};\n",
        ),
        (
            "a/deep/inner.d.ts",
            "import { TABLE } from \"../table.js\";\nexport interface Inner {\n    name: keyof typeof TABLE;\n    other: Other;\n}\nexport type Kind = \"a;\" | \"b\";\nexport declare class Class {\n    #private;\n}\nexport interface Unused {\n}\ninterface Other {\n    y: 2;\n}\n",
        ),
        (
            "a/table.d.ts",
            "export declare const TABLE: {\n    readonly a: 1;\n};\n",
        ),
        (
            "b.d.ts",
            "import type { Own } from \"./a/index.js\";\nexport * from \"./a/table.js\";\nexport type List = Own[];\n",
        ),
    ];

    fn rolled(entry: &str) -> Result<String> {
        let files = FILES.map(|(path, text)| (path.to_owned(), text.to_owned()));
        let entries = ["a/index.d.ts", "b.d.ts"].map(str::to_owned);
        Modules::read(&BTreeMap::from(files), &entries)?.roll_up(entry)
    }

    #[test]
    fn an_entry_has_what_users_import_and_the_types_it_uses() {
        let text = rolled("a/index.d.ts").unwrap();
        let expected = "export interface Own {\n    it: Inner;\n}\n\nexport declare function use(one: Beside): void;\n\nexport declare function use(two: number): void;\n\nexport type Kind = \"a;\" | \"b\";\n\nexport { Class as Renamed };\n\nexport declare class Class {\n    #private;\n}\n\nexport { Kind as Again };\n\ninterface Beside {\n    x: 1;\n}\n\ninterface Inner {\n    name: keyof typeof TABLE;\n    other: Other;\n}\n\ninterface Other {\n    y: 2;\n}\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn another_entrys_exports_are_shown_only_there() {
        let text = rolled("b.d.ts").unwrap();
        let expected =
            "export type List = Own[];\n\nexport declare const TABLE: {\n    readonly a: 1;\n};\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_missing_module_is_reported() {
        let files = BTreeMap::from([(
            "a.d.ts".to_owned(),
            "export { B } from \"./b.js\";".to_owned(),
        )]);
        let Err(error) = Modules::read(&files, &["a.d.ts".to_owned()]) else {
            panic!("it was found");
        };
        assert!(error.to_string().contains("no b.d.ts"), "{error}");
    }
}
