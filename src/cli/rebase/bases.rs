//! The local policy over either base: the text above it, or above those between, is the one that is named.

use crate::cli::{Terminal, exit, files};
use crate::diagnostics::Language;
use crate::load::{Found, Loaded, load_without, undated};
use crate::source::{Sources, Span};
use crate::syntax::ast::Header;
use std::path::Path;

/// No chain of policies is longer.
const MAX_CHAIN: usize = 16;

/// The texts of a rebase, by their paths.
pub(super) struct Bases {
    local: Found,
    old: Found,
    new: Found,
    /// What the policy that stands under the base calls it.
    called: Option<String>,
}

/// Which base.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    Old,
    New,
}

impl Bases {
    /// Reads them; says so where the local policy does not stand under the base.
    pub fn read(terminal: &mut Terminal, local: &str, old: &str, new: &str) -> Result<Self, u8> {
        let mut read = |path: &str| -> Result<Found, u8> {
            Ok(Found { name: path.to_owned(), bytes: files::bytes(terminal, path)? })
        };
        let mut out = Self { local: read(local)?, old: read(old)?, new: read(new)?, called: None };
        match out.leads() {
            Ok(called) => out.called = called,
            Err(between) => {
                out.apart(terminal, &between);
                return Err(exit::FAILED);
            }
        }
        Ok(out)
    }

    /// The local policy over a base, without some of its changes.
    ///
    /// What the texts use is looked for beside the base first, so that both use the same; a base that stands apart uses
    /// what is beside the local policy, and what stands between is taken from beside the old base where nowhere else.
    pub fn on(&self, base: Base, without: &[Span]) -> Loaded {
        let text = if base == Base::Old { &self.old } else { &self.new };
        let mut names = files::Names::default();
        let local = names.of(self.local.clone()).name;
        let base = names.of(text.clone()).name;
        load_without(&local, &self.local.bytes, without, &mut |name, from| {
            if from != base && self.called.as_deref() == Some(name) {
                return Some(Found { name: base.clone(), bytes: text.bytes.clone() });
            }
            let found = files::in_folder_of(name, &base).or_else(|| files::beside(name, from));
            let found = found.or_else(|| files::beside(name, &local)).or_else(|| files::beside(name, &self.old.name));
            found.map(|found| names.of(found))
        })
    }

    /// What the base is called where the local policy, or one above it, stands under it; else the policies passed by.
    fn leads(&self) -> Result<Option<String>, Vec<String>> {
        let known: Vec<String> = [&self.old, &self.new].into_iter().flat_map(names_of).collect();
        let mut passed: Vec<String> = Vec::new();
        let mut at = self.local.clone();
        while let Some(above) = header(&at).and_then(|header| header.under).map(|under| under.node) {
            if known.contains(&above) {
                return Ok(Some(above));
            }
            passed.push(above.clone());
            let found = files::in_folder_of(&above, &self.old.name);
            let found = found.or_else(|| files::beside(&above, &at.name)).filter(|_| passed.len() < MAX_CHAIN);
            let Some(found) = found.or_else(|| files::beside(&above, &self.local.name)) else { return Err(passed) };
            at = found;
        }
        if passed.is_empty() { Ok(None) } else { Err(passed) }
    }

    fn apart(&self, terminal: &mut Terminal, between: &[String]) {
        let said = |found: &Found| header(found).map(|header| header.name.text.node);
        let stem = |found: &Found| Path::new(&found.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        let called = |found: &Found| said(found).or_else(|| stem(found)).unwrap_or_default();
        let (local, base) = (called(&self.local), called(&self.old));
        let path = Path::new(&self.local.name).file_name();
        let beside = path.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let Some((first, last)) = between.first().zip(between.last()) else { return };
        terminal.remark(&match terminal.language(false) {
            Language::English => format!(
                "pol: rebase: `{local}` stands under `{first}`, and no way leads from there to `{base}`: give the old and the new text of `{last}`, or put `{last}.pol`, which stands under `{base}`, beside `{beside}` or beside the old base\n"
            ),
            Language::Chinese => format!(
                "pol：换基：`{local}` 隶属于 `{first}`，由此不能到达 `{base}`：请给出 `{last}` 的新旧文本，或将隶属于 `{base}` 的 `{last}.pol` 放在 `{beside}` 或原上级政策所在的文件夹\n"
            ),
        });
    }
}

/// The first line of a text.
fn header(found: &Found) -> Option<Header> {
    let mut sources = Sources::default();
    let id = sources.add("local", std::str::from_utf8(&found.bytes).ok()?);
    crate::syntax::parse(sources.get(id)?).module.header
}

/// What a text can be called by one that stands under it: what it calls itself, and the name of its file.
fn names_of(found: &Found) -> Vec<String> {
    let header = header(found);
    let own = header.iter().flat_map(|header| header.name.forms()).map(|form| form.node.clone());
    let stem = Path::new(&found.name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let plain = stem.as_deref().and_then(undated).map(str::to_owned);
    own.chain(stem).chain(plain).collect()
}
