//! `pol cases`: the cases that are missing from coverage, for a person to confirm.

use super::{Terminal, exit, files, suites};
use crate::coverage::make::{Asked, make};
use crate::coverage::write::write;
use crate::coverage::{Coverage, counted};
use crate::diagnostics::Language;
use clap::ArgMatches;
use std::path::Path;

/// Writes the cases to standard output or into a file of their own.
pub fn run(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    match made(terminal, matches) {
        Ok(code) | Err(code) => code,
    }
}

fn made(terminal: &mut Terminal, matches: &ArgMatches) -> Result<u8, u8> {
    let path = matches.get_one::<String>("policy").cloned().unwrap_or_default();
    if Path::new(&path).is_dir() {
        return Err(files::bytes(terminal, &path).err().unwrap_or(exit::FAILED));
    }
    let output = matches.get_one::<String>("output").filter(|path| *path != "-").map(Path::new);
    if let Some(output) = output.filter(|output| output.exists()) {
        let output = output.display();
        terminal.remark(&match terminal.language(false) {
            Language::English => {
                format!("pol: {output}: is there already; its cases may have been confirmed: name another file\n")
            }
            Language::Chinese => format!("pol：{output}：文件已存在，其中的个案可能已经确认；请另取文件名\n"),
        });
        return Err(exit::FAILED);
    }
    for found in suites::find(terminal, &[path])? {
        let ready = suites::load(terminal, &found)?;
        let language = terminal.language(files::chinese(&ready.loaded));
        let (Some(policy), Some(source)) = (ready.policy(), ready.loaded.sources.iter().next()) else {
            return Err(exit::FAILED);
        };
        let mut coverage = Coverage::of(&policy.program);
        let cases = counted(&policy.program, &ready.loaded.sources, &ready.suites);
        coverage.measure(&cases.counted);
        let (boundaries, conditions) = (matches.get_flag("boundaries"), matches.get_flag("conditions"));
        let asked = Asked { boundaries: boundaries || !conditions, conditions: conditions || !boundaries };
        let making = make(&coverage, &cases.counted, asked);
        let text = write(&policy.program, &making, source, language);
        match output {
            Some(output) => files::write_whole(terminal, output, text.as_bytes())?,
            None => terminal.result(&text),
        }
        let (made, unmade) = (making.made.len(), making.unmade.len());
        terminal.remark(&match language {
            Language::English => format!("pol: {made} cases made, to be confirmed; for {unmade} no case was found\n"),
            Language::Chinese => format!("pol：生成 {made} 个个案，待确认；另有 {unmade} 处没有找到个案\n"),
        });
    }
    Ok(exit::DONE)
}
