//! `pol outline`: what each article of a policy comes to.

use super::{Terminal, exit, files};
use crate::interpret::outline;
use clap::ArgMatches;

/// Prints every article with what has become of it.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let path = matches.get_one::<String>("policy").map_or("", String::as_str);
    let loaded = match files::sound_policy(terminal, path) {
        Ok(loaded) => loaded,
        Err(code) => return code,
    };
    let Some(policy) = &loaded.policy else { return exit::FAILED };
    let outline = outline::outline(&policy.program);
    let text = if matches.get_one::<String>("format").is_some_and(|format| format == "json") {
        format!("{:#}\n", serde_json::to_value(&outline).unwrap_or_default())
    } else {
        outline::render(&outline, terminal.language(files::chinese(&loaded)))
    };
    terminal.result(&text);
    exit::DONE
}
