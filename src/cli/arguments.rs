//! The verbs and their options, in either language.

use super::exit;
use super::terminal::{Terminal, language_named};
use crate::diagnostics::Language;
use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, Command};
use std::ffi::OsString;

/// The language that the arguments ask for, found before they are parsed: help is printed in it.
#[must_use]
pub fn language(arguments: &[OsString]) -> Option<Language> {
    let mut texts = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(text) = texts.next() {
        if text == "--lang" {
            return texts.next().and_then(language_named);
        }
        if let Some(name) = text.strip_prefix("--lang=") {
            return language_named(name);
        }
    }
    None
}

/// The whole command.
#[must_use]
pub fn command(language: Language) -> Command {
    let say = |en: &'static str, zh: &'static str| language.pick(en, zh);
    let template = say(
        "{about}\n\nUsage: {usage}\n\n{all-args}{after-help}",
        "{about}\n\n用法：{usage}\n\n{all-args}{after-help}",
    );
    let headed = |command: Command| {
        command
            .help_template(template)
            .subcommand_help_heading(say("Verbs", "命令"))
            .next_help_heading(say("Options", "选项"))
            .disable_help_flag(true)
            .arg(
                Arg::new("help")
                    .long("help")
                    .short('h')
                    .action(ArgAction::Help)
                    .help(say("print this help", "显示帮助")),
            )
    };
    let file = |name: &'static str, help: &'static str| {
        Arg::new(name).value_name(name.to_uppercase()).required(true).help(help)
    };
    let format = |values: [&'static str; 2]| {
        Arg::new("format")
            .long("format")
            .value_parser(PossibleValuesParser::new(values))
            .default_value(values[0])
            .hide_possible_values(false)
            .help(say("how to print", "输出格式"))
    };
    let policy = || file("policy", say("the policy file", "政策文件"));
    let known_on = || {
        Arg::new("known-on")
            .long("known-on")
            .value_name("DATE")
            .help(say("the texts as they could be known on that day", "只采用该日已发布的文本"))
    };
    let as_of = || Arg::new("as-of").long("as-of").value_name("DATE").help(say("the date asked about", "判定日"));
    headed(Command::new("pol"))
        .about(say(
            "Policy that can be read aloud, checked, tested and run",
            "能朗读、能检查、能测试、能运行的政策",
        ))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(Arg::new("version").long("version").short('V').action(ArgAction::Version).help(say("print the version", "显示版本")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .arg(
            Arg::new("lang")
                .long("lang")
                .global(true)
                .value_parser(PossibleValuesParser::new(["en", "zh"]))
                .help(say("the language of the output", "输出语言")),
        )
        .arg(
            Arg::new("ascii")
                .long("ascii")
                .global(true)
                .action(ArgAction::SetTrue)
                .help(say("draw with plain ASCII signs", "只用 ASCII 符号画线")),
        )
        .arg(
            Arg::new("color")
                .long("color")
                .global(true)
                .value_parser(PossibleValuesParser::new(["auto", "always", "never"]))
                .default_value("auto")
                .help(say("when to use colour", "何时使用颜色")),
        )
        .after_help(say(
            "\nExit codes: 0 done; 1 done, and found what was looked for; 2 could not run; 3 not decided; 101 a bug in pol; 130 interrupted",
            "\n退出码：0 完成；1 完成且发现所查问题；2 无法运行；3 无法判定；101 pol 自身错误；130 被中断",
        ))
        .subcommand(
            headed(Command::new("check").visible_alias("检查"))
                .about(say("Check policies and run their examples", "检查政策并运行其中的示例"))
                .arg(file("files", say("policy files, or folders with policies", "政策文件，或存放政策的文件夹")).num_args(1..))
                .arg(format(["text", "json"])),
        )
        .subcommand(
            headed(Command::new("eval").visible_alias("判定"))
                .about(say("Run cases against a policy, with reasons", "按政策判定个案并说明理由"))
                .arg(policy())
                .arg(
                    Arg::new("case").long("case").value_name("FILE").action(ArgAction::Append).help(say(
                        "a case file in YAML, JSON or TOML, or a table in CSV or Excel; - for standard input",
                        "个案文件（YAML、JSON、TOML，或 CSV、Excel 表格）；- 表示标准输入",
                    )),
                )
                .arg(Arg::new("fact").long("fact").value_name("NAME=VALUE").action(ArgAction::Append).help(say(
                    "one fact; repeatable, and stronger than the file",
                    "一项事实；可重复，优先于文件",
                )))
                .arg(as_of())
                .arg(known_on())
                .arg(Arg::new("all").long("all").action(ArgAction::SetTrue).help(say(
                    "POLICY is a folder: run the cases under every policy in it, and print a matrix",
                    "POLICY 是文件夹：在其中每一政策下判定，并输出对照表",
                )))
                .arg(Arg::new("decision").long("decision").value_name("NAME").help(say("only this decision", "只判定这一事项")))
                .arg(Arg::new("reading").long("reading").value_name("TERM=READING").action(ArgAction::Append).help(say(
                    "another reading of an ambiguous term",
                    "对有歧义的用语采用另一种读法",
                )))
                .arg(Arg::new("no-presumptions").long("no-presumptions").action(ArgAction::SetTrue).help(say(
                    "leave what is only presumed unknown",
                    "不采用推定，视为未知",
                )))
                .arg(Arg::new("explain").long("explain").action(ArgAction::SetTrue).help(say(
                    "the whole trail, not only what carries the outcome",
                    "显示完整过程，而不只是决定性的部分",
                )))
                .arg(
                    Arg::new("fail-on")
                        .long("fail-on")
                        .value_name("OUTCOME")
                        .action(ArgAction::Append)
                        .value_parser(PossibleValuesParser::new(["no", "undetermined"]))
                        .help(say("exit with 1 on a no, with 3 on an undetermined outcome", "结论为否时退出码为 1，无法判定时为 3")),
                )
                .arg(format(["text", "json"])),
        )
        .subcommand(
            coverage_options(
            headed(Command::new("test").visible_alias("测试"))
                .about(say(
                    "Run the cases of policies, and compare with what they expect and with what is pinned",
                    "运行政策的个案，与期望和留存的结果比较",
                ))
                .arg(Arg::new("paths").value_name("PATH").num_args(0..).help(say(
                    "policies, case files or folders; this folder where none is given",
                    "政策、个案文件或文件夹；不写则为当前文件夹",
                )))
                .arg(Arg::new("only").long("only").value_name("TEXT").help(say(
                    "only cases in whose name this stands",
                    "只运行名称中有这段文字的个案",
                )))
                .arg(Arg::new("decision").long("decision").value_name("NAME").help(say(
                    "only cases that ask about this decision",
                    "只运行问及这一决定的个案",
                )))
                .arg(Arg::new("review").long("review").action(ArgAction::SetTrue).help(say(
                    "go through pending results one by one, on a terminal",
                    "在终端中逐项审阅待定的结果",
                )))
                .arg(Arg::new("accept").long("accept").action(ArgAction::SetTrue).conflicts_with_all(["review", "reject"]).help(say(
                    "pin what is pending",
                    "认可待定的结果并留存",
                )))
                .arg(Arg::new("reject").long("reject").action(ArgAction::SetTrue).conflicts_with("review").help(say(
                    "turn down what is pending",
                    "退回待定的结果",
                )))
                .arg(
                    Arg::new("watch")
                        .long("watch")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["review", "accept", "reject", "format"])
                        .help(say("run again whenever a file changes", "文件一有变化就重新运行")),
                )
                .arg(
                    Arg::new("coverage")
                        .long("coverage")
                        .action(ArgAction::SetTrue)
                        .conflicts_with_all(["review", "accept", "reject", "watch", "only", "decision"])
                        .help(say("tell what the cases decide, as `pol coverage` does", "同 `pol 覆盖率`：说明个案验证了哪些部分")),
                )
                .arg(
                    Arg::new("threads")
                        .long("threads")
                        .value_name("N")
                        .value_parser(clap::value_parser!(usize))
                        .help(say("at most so many cases at once", "同时运行的个案数上限")),
                )
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_parser(PossibleValuesParser::new(["text", "json", "junit"]))
                        .default_value("text")
                        .help(say("how to print", "输出格式")),
                ),
                &say,
            ),
        )
        .subcommand(
            headed(Command::new("facts").visible_alias("事实"))
                .about(say("List what a policy needs to know", "列出政策需要知道的事实"))
                .arg(policy())
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_parser(PossibleValuesParser::new(["table", "json", "schema", "case", "csv"]))
                        .default_value("table")
                        .help(say(
                            "a table, data, a JSON Schema for case files, an empty case to fill in, or the first row of a table of cases",
                            "表格、数据、个案文件的 JSON Schema、待填写的空白个案，或个案表格的首行",
                        )),
                ),
        )
        .subcommand(
            headed(Command::new("outline").visible_alias("大纲"))
                .about(say("List every article and what has become of it", "逐条列出条文的编写情况"))
                .arg(policy())
                .arg(format(["text", "json"])),
        )
        .subcommand(
            headed(Command::new("show").visible_alias("显示"))
                .about(say("Print what pol makes of a policy", "显示 pol 对政策的理解"))
                .arg(
                    Arg::new("what")
                        .required(true)
                        .value_name("WHAT")
                        .value_parser(PossibleValuesParser::new(["ast", "names", "ir", "effective"]))
                        .help(say(
                            "the tree as written, the names, the meaning, or the consolidated text of all layers",
                            "语法树、名称、含义，或各层级合并后的全文",
                        )),
                )
                .arg(policy())
                .arg(as_of())
                .arg(known_on())
                .arg(format(["text", "json"])),
        )
        .subcommand(
            headed(Command::new("compare").visible_alias("比较"))
                .about(say(
                    "Set policies side by side, clause by clause; with cases, show whose outcomes differ",
                    "逐条对照若干政策；附上个案时，显示谁的结果不同",
                ))
                .arg(file("policies", say("policy files; the others are seen from the first", "政策文件；其余各件与第一件对照")).num_args(1..))
                .arg(
                    Arg::new("as-of").long("as-of").value_name("DATE").action(ArgAction::Append).help(say(
                        "the date asked about; two dates compare one policy with itself",
                        "判定日；给出两个日期则比较同一政策的两个时点",
                    )),
                )
                .arg(Arg::new("decision").long("decision").value_name("NAME").help(say(
                    "only the clauses for this decision",
                    "只对照决定这一事项的条款",
                )))
                .arg(known_on())
                .arg(Arg::new("case").long("case").value_name("FILE").action(ArgAction::Append).help(say(
                    "cases whose outcomes are compared",
                    "用于比较结果的个案文件",
                )))
                .arg(Arg::new("wide").long("wide").action(ArgAction::SetTrue).help(say(
                    "a table with a column for each policy",
                    "每一政策一列的表格",
                )))
                .arg(Arg::new("all-clauses").long("all-clauses").action(ArgAction::SetTrue).help(say(
                    "the clauses too that are the same, and those for what one policy alone decides",
                    "也列出相同的条款，以及只有一个政策规定其事项的条款",
                )))
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_parser(PossibleValuesParser::new(["text", "json", "markdown"]))
                        .default_value("text")
                        .help(say("how to print", "输出格式")),
                ),
        )
        .subcommand(
            headed(Command::new("diff").visible_alias("差异"))
                .about(say(
                    "Tell what changes between two versions of a policy: which clauses, for whom, and why",
                    "说明政策两个版本之间的差异：哪些条款改变、影响哪些人、为什么",
                ))
                .arg(
                    Arg::new("versions")
                        .value_name("VERSION")
                        .required(true)
                        .num_args(1..=2)
                        .help(say(
                            "the old and the new version: files, folders, or git revisions; one revision is compared with the files as they are",
                            "旧版和新版：文件、文件夹或 git 版本；只给一个版本时，与当前文件比较",
                        )),
                )
                .arg(
                    Arg::new("paths")
                        .value_name("PATH")
                        .last(true)
                        .num_args(0..)
                        .help(say("only these files or folders of the revisions", "只比较这些文件或文件夹")),
                )
                .arg(Arg::new("case").long("case").value_name("FILE").action(ArgAction::Append).help(say(
                    "a case file instead of the policy's own cases",
                    "个案文件，代替政策自带的个案",
                )))
                .arg(Arg::new("data").long("data").value_name("FILE").action(ArgAction::Append).help(say(
                    "a data file, whose columns need not all be facts; JSON Lines for any size",
                    "数据文件，各列不必都是事实；数据量大时用 JSON Lines",
                )))
                .arg(Arg::new("by").long("by").value_name("COLUMN").action(ArgAction::Append).help(say(
                    "count by a fact or a column of the data",
                    "按某项事实或数据列统计",
                )))
                .arg(Arg::new("decision").long("decision").value_name("NAME").help(say("only this decision", "只判定这一事项")))
                .arg(as_of())
                .arg(Arg::new("no-presumptions").long("no-presumptions").action(ArgAction::SetTrue).help(say(
                    "leave what is only presumed unknown",
                    "不采用推定，视为未知",
                )))
                .arg(Arg::new("no-witnesses").long("no-witnesses").action(ArgAction::SetTrue).help(say(
                    "make no cases to show what each change does",
                    "不为各项改变构造个案",
                )))
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_parser(PossibleValuesParser::new(["text", "json", "markdown", "html"]))
                        .default_value("text")
                        .help(say("how to print", "输出格式")),
                )
                .arg(Arg::new("output").long("output").value_name("FILE").help(say(
                    "write to a file, whole or not at all",
                    "写入文件（要么完整写入，要么不写）",
                )))
                .arg(
                    Arg::new("jobs")
                        .long("jobs")
                        .value_name("N")
                        .value_parser(clap::value_parser!(usize))
                        .help(say("how many threads count the cases", "统计个案的线程数")),
                ),
        )
        .subcommand(
            headed(Command::new("rebase").visible_alias("换基"))
                .about(say(
                    "Tell what becomes of each change of a policy when the policy above it changes",
                    "上级政策变化时，说明本政策各项变更的去向",
                ))
                .arg(file("old", say("the policy above as it was", "原上级政策")))
                .arg(file("new", say("the policy above as it will be", "新上级政策")))
                .arg(file("local", say("the policy below", "下级政策")))
                .arg(format(["text", "json"])),
        )
        .subcommand(
            coverage_options(
                headed(Command::new("coverage").visible_alias("覆盖率"))
                    .about(say(
                        "Tell what the cases of policies decide, and what nothing would be noticed of",
                        "说明个案验证了政策的哪些部分，哪些部分改错了也不会被发现",
                    ))
                    .arg(Arg::new("paths").value_name("PATH").num_args(0..).help(say(
                        "policies, case files, or folders with policies; else the folder one stands in",
                        "政策、个案文件或存放政策的文件夹；不写则为当前文件夹",
                    )))
                    .arg(format(["text", "json"])),
                &say,
            ),
        )
        .subcommand(
            headed(Command::new("cases").visible_alias("个案"))
                .about(say(
                    "Write the cases that are missing from coverage, for a person to confirm",
                    "写出覆盖率所缺的个案，由人确认",
                ))
                .arg(policy())
                .arg(Arg::new("boundaries").long("boundaries").action(ArgAction::SetTrue).help(say(
                    "those just below, at and just above each line",
                    "各界线刚好低于、恰在、刚好高于之处的个案",
                )))
                .arg(Arg::new("conditions").long("conditions").action(ArgAction::SetTrue).help(say(
                    "those in which a condition decides by its yes, or by its no",
                    "由某一条件的“是”或“否”单独决定的个案",
                )))
                .arg(Arg::new("output").long("output").value_name("FILE").help(say(
                    "write into that file, which must not be there yet",
                    "写入该文件；文件不得已存在",
                ))),
        )
        .subcommand(
            headed(Command::new("mutate").visible_alias("变异"))
                .about(say(
                    "Make the slips that drafters make, and tell which of them no case notices",
                    "逐一制造起草时常见的疏漏，列出没有个案能发现的",
                ))
                .arg(policy())
                .arg(Arg::new("only").long("only").value_name("NAME").help(say(
                    "only in that article, term or parameter, or what bears on that decision",
                    "只限某条、某用语或参数，或与某决定有关的",
                )))
                .arg(
                    Arg::new("limit")
                        .long("limit")
                        .value_name("NUMBER")
                        .value_parser(clap::value_parser!(u64).range(1..))
                        .help(say("no more slips than that, spread over the text", "至多制造这么多处，均匀分布于全文")),
                )
                .arg(
                    Arg::new("require")
                        .long("require")
                        .value_name("PERCENT")
                        .value_parser(clap::value_parser!(u8).range(0..=100))
                        .help(say("exit with 1 only where fewer are noticed", "发现的比例低于此数时退出码才为 1")),
                )
                .arg(Arg::new("all-texts").long("all-texts").action(ArgAction::SetTrue).help(say(
                    "also in the policies above and the vocabularies",
                    "上级政策和词汇中的也算",
                )))
                .arg(format(["text", "json"])),
        )
        .subcommand(
            headed(Command::new("new").visible_alias("新建"))
                .about(say(
                    "Start a policy: a folder with a vocabulary, an example and its cases",
                    "新建政策：一个文件夹，含词汇、示例政策和个案",
                ))
                .arg(file("name", say("the name of the policy, and of its folder", "政策名称，也是文件夹名称"))),
        )
        .subcommand(
            headed(Command::new("explain").visible_alias("释码"))
                .about(say("Explain a code such as check/type-mismatch", "解释诊断代码，如 check/type-mismatch"))
                .arg(Arg::new("code").value_name("CODE").help(say("the code; none lists them all", "代码；不写则全部列出"))),
        )
        .subcommand(
            headed(Command::new("keywords").visible_alias("关键词"))
                .about(say("Print the keywords in both languages", "显示中英文关键词对照")),
        )
        .subcommand(
            headed(Command::new("completions").visible_alias("补全"))
                .about(say("Print a completion script for a shell", "输出命令行补全脚本"))
                .arg(
                    Arg::new("shell")
                        .required(true)
                        .value_name("SHELL")
                        .value_parser(clap::value_parser!(clap_complete::Shell))
                        .help(say("the shell", "命令行解释器")),
                ),
        )
}

/// The options of a report of coverage.
fn coverage_options(command: Command, say: &impl Fn(&'static str, &'static str) -> &'static str) -> Command {
    command
        .arg(
            Arg::new("lines")
                .long("lines")
                .value_name("WHICH")
                .value_parser(PossibleValuesParser::new(["gaps", "all", "none"]))
                .default_value("gaps")
                .help(say(
                    "the lines of the policy that are shown with their marks: those with gaps, all, or none",
                    "带标记显示政策的哪些行：有缺口的行、全部或不显示",
                )),
        )
        .arg(Arg::new("html").long("html").value_name("FILE").help(say(
            "write the policy with its marks as a page into that file too",
            "另将带标记的政策全文写成网页文件",
        )))
        .arg(
            Arg::new("require")
                .long("require")
                .value_name("PERCENT")
                .value_parser(clap::value_parser!(u8).range(0..=100))
                .help(say("exit with 1 where less is covered than that", "覆盖率低于该百分比时退出码为 1")),
        )
}

/// Says why the arguments cannot be used; help and version are results.
pub fn refuse(terminal: &mut Terminal, error: &clap::Error) -> u8 {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            terminal.result(&error.render().to_string());
            exit::DONE
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            terminal.remark(&error.render().to_string());
            exit::FAILED
        }
        _ if terminal.language(false) == Language::Chinese => {
            terminal.remark(&in_chinese(error));
            exit::FAILED
        }
        _ => {
            terminal.remark(&error.render().to_string());
            exit::FAILED
        }
    }
}

fn in_chinese(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let (invalid, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let sentence = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有 `{invalid}` 这个选项"),
        ErrorKind::InvalidSubcommand => format!("没有 `{}` 这个命令", context(ContextKind::InvalidSubcommand)),
        ErrorKind::MissingRequiredArgument => format!("还缺少：{invalid}"),
        ErrorKind::InvalidValue if value.is_empty() => format!("`{invalid}` 之后还缺少取值"),
        ErrorKind::InvalidValue => format!("`{invalid}` 不能取 `{value}`；可取 {}", context(ContextKind::ValidValue)),
        ErrorKind::ValueValidation => format!("`{invalid}` 不能取 `{value}`"),
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            other if other.is_empty() || other == invalid => format!("`{invalid}` 只能写一次"),
            other => format!("`{invalid}` 不能与 `{other}` 同时使用"),
        },
        ErrorKind::TooManyValues => format!("`{invalid}` 不能再取 `{value}`"),
        _ => "参数无法识别".to_owned(),
    };
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    let near: Vec<String> = near.into_iter().map(context).filter(|text| !text.is_empty()).collect();
    let hint = if near.is_empty() { String::new() } else { format!("\n是否想写 {}？", near.join("、")) };
    format!("错误：{sentence}{hint}\n\n用 `pol --help` 查看用法\n")
}

/// Prints a completion script.
pub fn completions(terminal: &mut Terminal, matches: &ArgMatches) -> u8 {
    let Some(shell) = matches.get_one::<clap_complete::Shell>("shell") else { return exit::FAILED };
    let mut out = Vec::new();
    clap_complete::generate(*shell, &mut command(terminal.language(false)), "pol", &mut out);
    terminal.result(&String::from_utf8_lossy(&out));
    exit::DONE
}
