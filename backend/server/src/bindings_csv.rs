//! The tenants' plugins as CSV, as written by `export` and read by `import`.

use std::collections::HashMap;
use std::io::{Read, Write};

use chakra_backend::store::{Exported, date};
use serde::{Deserialize, Serialize};
use time::format_description::well_known::Rfc3339;

/// A row to export.
#[derive(Debug, Serialize)]
pub struct Row {
    tenant: String,
    plugin: String,
    /// The id of the number that the customer chose among several.
    chosen: Option<String>,
    /// When the plugin was bound to the tenant: RFC 3339, UTC.
    created: String,
}

impl From<Exported> for Row {
    fn from(binding: Exported) -> Self {
        Self {
            tenant: binding.tenant_id,
            plugin: binding.plugin_id,
            chosen: binding.choice.map(|choice| choice.phone_number_id),
            // Never fails for a time from a store.
            created: date(binding.created_at)
                .format(&Rfc3339)
                .unwrap_or_default(),
        }
    }
}

/// A row to import. Other columns are ignored.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Adopted {
    /// The tenant's id, as in each request.
    pub tenant: String,
    /// The id of its plugin at Chakra.
    pub plugin: String,
    /// The row's line in the file.
    #[serde(skip)]
    pub line: u64,
}

/// Why a file cannot be imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It is not valid CSV, or a column is missing.
    #[error("{0}; it needs a first line with the columns tenant and plugin")]
    Malformed(#[from] csv::Error),
    /// A row without a tenant or a plugin.
    #[error("line {line}: the {column} is empty")]
    Empty {
        /// The row's line.
        line: u64,
        /// The column's name.
        column: &'static str,
    },
    /// Rejected, not trimmed: the trimmed id could belong to another tenant.
    #[error("line {line}: the tenant's id has spaces at its start or end")]
    Spaces {
        /// The row's line.
        line: u64,
    },
    /// A tenant cannot have two plugins, and a plugin cannot have two tenants.
    #[error("line {line}: the {column} is that of line {first}, too")]
    Repeated {
        /// The row's line.
        line: u64,
        /// The column's name.
        column: &'static str,
        /// The line that had it first.
        first: u64,
    },
}

/// A writer of rows.
pub fn writer<W: Write>(out: W) -> csv::Writer<W> {
    csv::Writer::from_writer(out)
}

/// All rows of a file.
pub fn read(file: impl Read) -> Result<Vec<Adopted>, ImportError> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::Headers)
        .from_reader(file);
    let headers = reader.headers()?.clone();
    let (mut tenants, mut plugins) = (HashMap::new(), HashMap::new());
    let mut rows = Vec::new();
    for record in reader.into_records() {
        let record = record?;
        let line = record.position().map_or(0, csv::Position::line);
        let row: Adopted = record.deserialize(Some(&headers))?;
        let plugin = row.plugin.trim().to_owned();
        let row = Adopted { plugin, ..row };
        let tenant = row.tenant.trim_matches(is_space);
        if !tenant.is_empty() && tenant != row.tenant {
            return Err(ImportError::Spaces { line });
        }
        for (column, value, seen) in [
            ("tenant", &row.tenant, &mut tenants),
            ("plugin", &row.plugin, &mut plugins),
        ] {
            if value.trim_matches(is_space).is_empty() {
                return Err(ImportError::Empty { line, column });
            }
            if let Some(first) = seen.insert(value.clone(), line) {
                return Err(ImportError::Repeated {
                    line,
                    column,
                    first,
                });
            }
        }
        rows.push(Adopted { line, ..row });
    }
    Ok(rows)
}

/// As in a request: the byte order mark counts as a space.
fn is_space(character: char) -> bool {
    character.is_whitespace() || character == '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        read(text.as_bytes()).map_or_else(|error| error.to_string(), |rows| format!("{rows:?}"))
    }

    #[test]
    fn columns_are_found_by_name_and_others_ignored() {
        let rows =
            read("note, plugin ,tenant\n\"a, b\", p1 ,t1\n,p2,\"t, 2\"\n".as_bytes()).unwrap();
        assert_eq!(rows[0].tenant, "t1");
        assert_eq!(rows[0].plugin, "p1");
        assert_eq!((rows[1].tenant.as_str(), rows[1].line), ("t, 2", 3));
    }

    #[test]
    fn invalid_rows_are_rejected_with_their_line() {
        for (text, words) in [
            ("", "tenant and plugin"),
            ("a,b\n1,2\n", "tenant and plugin"),
            ("tenant,plugin\nt1\n", "tenant and plugin"),
            ("tenant,plugin\nt1,p1\n,p2\n", "line 3: the tenant is empty"),
            (
                "tenant,plugin\nt1\u{a0},p1\n",
                "line 2: the tenant's id has spaces at its start or end",
            ),
            (
                "tenant,plugin\n\u{feff}t1,p1\n",
                "line 2: the tenant's id has spaces at its start or end",
            ),
            (
                "tenant,plugin\n\" t1\",p1\n",
                "line 2: the tenant's id has spaces at its start or end",
            ),
            (
                "tenant,plugin\nt1,p1\nt2,p1\n",
                "line 3: the plugin is that of line 2",
            ),
            (
                "tenant,plugin\nt1,p1\nt1,p2\n",
                "line 3: the tenant is that of line 2",
            ),
        ] {
            if text.is_empty() {
                assert_eq!(told(text), "[]");
                continue;
            }
            assert!(told(text).contains(words), "{text}: {}", told(text));
        }
    }
}
