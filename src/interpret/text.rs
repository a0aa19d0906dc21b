//! An explanation as text: a tree with a sign per item; short by default, whole when asked for.

use super::trail::{Explanation, FactTold, OptionsTold, RuleTold, Step, TermOf, Told};
use crate::diagnostics::{Language, Say, Text, wording};
use crate::types::data_day_text;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// No more facts are named that an outcome turns on.
const MAX_TURNS_ON: usize = 8;

/// How much is shown, in which language, with which signs.
#[derive(Debug, Clone, Copy)]
pub struct Detail {
    /// The language of the words around names.
    pub language: Language,
    /// The whole trail, not only what carries the outcome.
    pub whole: bool,
    /// Signs of seven bits only.
    pub ascii: bool,
    /// Colours for a terminal.
    pub color: bool,
    /// Columns at which a line is folded; none leaves it whole.
    pub width: Option<usize>,
}

/// The explanation of one case.
#[must_use]
pub fn render(explanation: &Explanation, detail: Detail) -> String {
    let mut out = String::new();
    let writer = Writer { detail };
    writer.head(explanation, &mut out);
    for told in &explanation.outcomes {
        writer.told(told, &mut out);
    }
    for options in &explanation.options {
        writer.options(options, &mut out);
    }
    if explanation.outcomes.is_empty() && explanation.options.is_empty() {
        out.push_str(writer.pick("no decision\n", "没有可判定的事项\n"));
    }
    let out = wording::set(&out, detail.language);
    match detail.width {
        Some(width) => out.lines().map(|line| folded(line, width) + "\n").collect(),
        None => out.into_owned(),
    }
}

/// A line folded at a width, what follows set in below its text.
fn folded(line: &str, width: usize) -> String {
    let indent = line.chars().take_while(|c| *c == ' ').count().min(width / 2);
    let below = " ".repeat(indent + if indent == 0 { 0 } else { 4 });
    let options = textwrap::Options::new(width).subsequent_indent(&below);
    textwrap::fill(line, options)
}

struct Writer {
    detail: Detail,
}

/// What the terms of a rule mean, and which of them the text has shown. The trail tells each where it is first named,
/// which may be a part that the short text leaves out.
struct Terms<'s> {
    meanings: BTreeMap<TermOf, &'s Step>,
    shown: BTreeSet<TermOf>,
}

impl<'s> Terms<'s> {
    fn of(rule: &'s RuleTold) -> Self {
        let mut meanings = BTreeMap::new();
        let mut open: Vec<&Step> = rule
            .population
            .iter()
            .chain(&rule.condition)
            .chain(&rule.exceptions)
            .chain(&rule.kept)
            .chain(&rule.amount)
            .collect();
        while let Some(step) = open.pop() {
            meanings.extend(step.meaning_of.clone().map(|term| (term, step)));
            open.extend(&step.steps);
        }
        Self { meanings, shown: BTreeSet::new() }
    }

    /// What the terms of a step mean, each the first time that it is asked for, and the parts that are no term's.
    fn open(&mut self, step: &'s Step) -> Vec<&'s Step> {
        let fresh = step.rests_on.iter().filter(|term| self.shown.insert((*term).clone()));
        let meanings = fresh.filter_map(|term| self.meanings.get(term).copied());
        meanings.chain(own_parts(step)).collect()
    }

    /// Whether nothing is to be shown below a step.
    fn is_one_line(&self, step: &Step) -> bool {
        let told = |term: &TermOf| self.shown.contains(term) || !self.meanings.contains_key(term);
        own_parts(step).all(is_gathered) && step.rests_on.iter().all(told)
    }
}

impl Writer {
    fn pick<'t>(&self, en: &'t str, zh: &'t str) -> &'t str {
        self.detail.language.pick(en, zh)
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.detail.language)
    }

    fn colon(&self) -> &'static str {
        self.pick(": ", "：")
    }

    fn paint(&self, status: &str, text: &str) -> String {
        if !self.detail.color {
            return text.to_owned();
        }
        let code = match status {
            "yes" | "value" | "holds" | "kept" => "32",
            "no" | "fails" | "breached" => "31",
            "error" => "35",
            "unknown" | "open" | "undetermined" => "33",
            "due" => "33",
            _ => "2",
        };
        format!("\u{1b}[{code}m{text}\u{1b}[0m")
    }

    fn sign(&self, status: &str) -> String {
        let (plain, ascii) = match status {
            "yes" | "holds" => ("✓", "+"),
            "no" | "fails" => ("✗", "-"),
            "value" => ("=", "="),
            "error" => ("!", "!"),
            "silent" | "none" | "passed over" => ("·", "."),
            _ => ("?", "?"),
        };
        self.paint(status, if self.detail.ascii { ascii } else { plain })
    }

    fn head(&self, explanation: &Explanation, out: &mut String) {
        let receipt = &explanation.receipt;
        let mut parts = vec![self.say(&receipt.policy).to_owned()];
        if let Some(name) = &explanation.case {
            parts.insert(0, name.clone());
        }
        match &receipt.as_of {
            Some(date) => {
                parts.push(format!("{}{}", self.pick("as of ", "判定日："), self.say(&data_day_text(date))));
            }
            None => parts.push(self.pick("no date given", "未给出判定日").to_owned()),
        }
        let _ = writeln!(out, "{}", parts.join(self.pick(" · ", " · ")));
        if let Some(day) = receipt.known_on.as_deref().map(data_day_text) {
            let day = self.say(&day);
            let _ = match self.detail.language {
                Language::English => writeln!(out, "  the texts as known on {day}"),
                Language::Chinese => writeln!(out, "  按{day}时已知的文本"),
            };
        }
        for text in &receipt.texts {
            let _ = writeln!(out, "  {} {}", self.sign(text.earlier), text.say(self.detail.language));
        }
        if receipt.in_force == Some(false) {
            let _ =
                writeln!(out, "  ! {}", self.pick("the policy is not in force on that date", "该日政策不在施行期间"));
        }
        for layer in receipt.layers.iter().filter(|layer| layer.role == "base" && layer.in_force == Some(false)) {
            let name = self.say(&layer.name);
            let _ = match self.detail.language {
                Language::English => writeln!(out, "  ! `{name}`, above it, is not in force on that date"),
                Language::Chinese => writeln!(out, "  ! 该日上级政策 `{name}` 不在施行期间"),
            };
        }
        let other = receipt.readings.iter().filter(|reading| !reading.default);
        for reading in other {
            let _ = writeln!(
                out,
                "  {} {}{}{}",
                self.pick("reading of", "采用读法"),
                self.say(&reading.point),
                self.colon(),
                self.say(&reading.reading)
            );
        }
    }

    /// What may be chosen: a set that is an outcome of its own.
    fn options(&self, told: &OptionsTold, out: &mut String) {
        let names = |texts: &[Text]| wording::listed(texts, self.detail.language);
        let nothing = told.allowed.is_empty();
        let (status, answer) = match (nothing, told.settled) {
            (false, _) => ("yes", names(&told.allowed)),
            (true, true) => ("no", self.pick("NONE OF THEM", "均不可").to_owned()),
            (true, false) => ("undetermined", self.pick("UNDETERMINED", "无法判定").to_owned()),
        };
        let head = self.pick("may choose among ", "可选择的");
        let _ = writeln!(out, "\n{head}{}{}{}", self.say(&told.name), self.colon(), self.paint(status, &answer));
        let (perhaps_en, perhaps_zh) =
            if nothing { ("perhaps ", "或许可：") } else { ("perhaps also ", "或许还可：") };
        for (texts, en, zh) in
            [(&told.open, perhaps_en, perhaps_zh), (&told.error, "cannot be reckoned: ", "无法计算：")]
        {
            if !texts.is_empty() {
                let _ = writeln!(out, "  {}{}", self.pick(en, zh), names(texts));
            }
        }
    }

    fn told(&self, told: &Told, out: &mut String) {
        out.push('\n');
        let member = told.about(self.detail.language).map(|member| match self.detail.language {
            Language::English => format!(" ({member})"),
            Language::Chinese => format!("（{member}）"),
        });
        let subject = told.subject(self.detail.language);
        let answer = self.say(&told.answer_text);
        let answer = if matches!(told.answer, "value" | "error") { answer.to_owned() } else { answer.to_uppercase() };
        let answer = self.paint(told.answer, &answer);
        let _ = writeln!(out, "{subject}{}{}{answer}", member.unwrap_or_default(), self.colon());
        if told.possible.len() > 1 {
            let error = self.pick("error: ", "错误：");
            let possible = told.possible.iter().map(|text| self.say(text));
            let (errors, answers): (Vec<&str>, Vec<&str>) = possible.partition(|text| text.starts_with(error));
            if !answers.is_empty() {
                let answers = answers.join(self.pick(" or ", " 或 "));
                let _ = writeln!(out, "  {}{answers}", self.pick("it can still be ", "仍可能为："));
            }
            // An error is a sentence: among the answers it could not be told where it ends.
            for text in errors {
                let text = text.strip_prefix(error).unwrap_or(text);
                let _ = writeln!(out, "  {}{text}", self.pick("it can also be an error: ", "也可能出错："));
            }
        }
        if let Some(range) = told.range.as_ref().filter(|_| told.possible.len() < 2) {
            let _ = writeln!(out, "  {}{}", self.pick("it can still be ", "仍可能为："), self.say(&range.text));
        }
        for rule in &told.trail {
            if self.detail.whole || Self::speaks(rule, told) {
                self.rule(rule, out);
            }
        }
        self.notes(told, out);
    }

    /// In short form: rules that carry the outcome.
    fn speaks(rule: &RuleTold, told: &Told) -> bool {
        // Where *otherwise* counts, the rules and rows that do not fit are why.
        let otherwise = |rule: &RuleTold| rule.says.en == "otherwise is";
        let by_default = told.trail.iter().any(|rule| rule.standing == "holds" && otherwise(rule));
        // A rule that holds and gives way to another is half of the reason.
        if rule.beaten_by.is_some() {
            return true;
        }
        match told.answer {
            "value" => rule.standing == "holds" || (by_default && rule.standing == "fails"),
            "yes" | "kept" | "breached" | "due" => rule.standing == "holds",
            "no" => rule.standing == "fails" || rule.standing == "holds",
            // Of an amount that one rule surely gives, what is known so far is shown.
            "undetermined" => {
                // A duty that holds is open in whether it is met.
                let kept = rule.amount.is_some() || !rule.kept.is_empty();
                matches!(rule.standing, "open" | "error") || (rule.standing == "holds" && kept)
            }
            "error" => rule.standing == "error" || rule.standing == "holds",
            _ => false,
        }
    }

    fn rule(&self, rule: &RuleTold, out: &mut String) {
        // A rule that holds gives its value; where that is not known, nothing is settled by it yet.
        let amount = rule.amount.as_ref().filter(|_| rule.standing == "holds").map(|step| step.status);
        let sign = match amount {
            Some("unknown") => "open",
            Some("error") => "error",
            _ => rule.standing,
        };
        let before = rule.beaten_by.as_ref().map(|other| match self.detail.language {
            Language::English => format!("holds, but {} goes before it", self.say(other)),
            Language::Chinese => format!("成立，但{}优先", self.say(other)),
        });
        let standing = match rule.standing {
            "holds" if amount == Some("unknown") => self.pick("holds, its amount is not known yet", "成立，数额尚不知"),
            "holds" if amount == Some("error") => {
                self.pick("holds, its amount cannot be reckoned", "成立，数额无法计算")
            }
            "holds" => self.pick("holds", "成立"),
            "passed over" => {
                before.as_deref().unwrap_or_else(|| self.pick("fits, but another one counts", "适用，但以另一项为准"))
            }
            "fails" => self.pick("fails", "不成立"),
            "silent" if rule.says.en == "otherwise is" => self.pick("stands back", "让位"),
            "silent" => self.pick("does not speak about this person", "不针对此人"),
            "open" => self.pick("open", "未定"),
            _ => self.pick("cannot be reckoned", "无法计算"),
        };
        let cites =
            if rule.rule.cites.is_empty() { String::new() } else { format!(" [{}]", rule.rule.cites.join("; ")) };
        let says = match rule.says.en.as_str() {
            "must not" | "otherwise is" => format!(" ({})", self.say(&rule.says)),
            _ => String::new(),
        };
        // What went wrong stands in the outcome, and where it did.
        let value = rule.value.as_ref().filter(|_| sign != "error");
        let value = value.map(|value| format!(" = {}", self.say(value))).unwrap_or_default();
        let _ = writeln!(
            out,
            "  {} {}{says}{cites}{value}{}{standing}",
            self.sign(sign),
            self.say(&rule.rule.text),
            self.colon()
        );
        for mark in &rule.rule.marks {
            let _ = writeln!(out, "      {}", self.paint("silent", self.say(mark)));
        }
        let mut terms = Terms::of(rule);
        let population = rule.population.iter().filter(|step| self.detail.whole || step.status != "yes");
        let population: Vec<&Step> = population.collect();
        if !population.is_empty() {
            let _ = writeln!(out, "      {}", self.pick("speaks about", "适用对象"));
            for step in population {
                self.step(step, 4, &mut terms, out);
            }
        }
        // What a rule asks of people whom it does not speak about is beside the point.
        if rule.standing == "silent" && !self.detail.whole {
            return;
        }
        for step in &rule.condition {
            self.top_step(step, rule.standing, &mut terms, out);
        }
        if let Some(amount) = &rule.amount {
            self.step(amount, 3, &mut terms, out);
        }
        if !rule.kept.is_empty() {
            for step in &rule.kept {
                self.step(step, 3, &mut terms, out);
            }
        }
        // One that is taken back is a reason for the rule to hold.
        let taken_back = |step: &Step| {
            let (unless, asked): (Vec<&Step>, Vec<&Step>) = step.steps.iter().partition(|part| part.kind == "unless");
            unless.iter().any(|part| part.status != "no") && asked.iter().all(|part| part.status != "no")
        };
        let shown = |step: &&Step| self.detail.whole || step.status != "no" || taken_back(step);
        let exceptions = rule.exceptions.iter().filter(shown);
        for step in exceptions {
            let _ = writeln!(out, "      {}", self.pick("except when", "例外"));
            self.step(step, 4, &mut terms, out);
        }
    }

    /// The condition of a rule; its outermost `all of` goes without saying.
    fn top_step<'s>(&self, step: &'s Step, standing: &str, terms: &mut Terms<'s>, out: &mut String) {
        if step.kind == "all" {
            for part in self.shown(step) {
                self.step(part, 3, terms, out);
            }
        } else if self.detail.whole || standing != "silent" {
            self.step(step, 3, terms, out);
        }
    }

    /// The parts that carry a step; all of them in the whole form.
    fn shown<'s>(&self, step: &'s Step) -> Vec<&'s Step> {
        let all: Vec<&Step> = step.steps.iter().collect();
        if self.detail.whole {
            return all;
        }
        let like = |status: &str| all.iter().copied().filter(|part| part.status == status).collect::<Vec<_>>();
        match (step.kind, step.status) {
            ("all", "no") | ("any" | "all" | "members", "unknown" | "error") => {
                let found = like(step.status);
                if found.is_empty() { all } else { found }
            }
            ("any" | "members", "yes") => {
                let found: Vec<&Step> = like("yes").into_iter().take(1).collect();
                if found.is_empty() { all } else { found }
            }
            _ => all,
        }
    }

    fn step<'s>(&self, step: &'s Step, depth: usize, terms: &mut Terms<'s>, out: &mut String) {
        // What each member brings to a sum is told in the whole form only.
        if depth > 60 || is_gathered(step) && !self.detail.whole {
            return;
        }
        let pad = "  ".repeat(depth);
        if step.kind == "unless" {
            let _ = writeln!(out, "{pad}{}", self.say(&step.text));
            step.steps.iter().for_each(|part| self.step(part, depth + 1, terms, out));
            return;
        }
        let ordinal =
            step.ordinal.as_ref().map(|ordinal| wording::numbered(ordinal, self.detail.language)).unwrap_or_default();
        let label = step.label.as_ref().map(|label| format!("{}{}", self.say(label), self.colon())).unwrap_or_default();
        // `not X` says it all where X is one line: what X reads stands beside it.
        let told = match step.steps.as_slice() {
            [part] if step.kind == "not" && terms.is_one_line(part) => Some(part),
            _ => None,
        };
        let values = self.values(told.unwrap_or(step));
        let reading = step.reading.as_ref().map(|name| match self.detail.language {
            Language::English => format!(" (reading: {})", self.say(name)),
            Language::Chinese => format!("（读法：{}）", self.say(name)),
        });
        let _ = writeln!(
            out,
            "{pad}{} {ordinal}{label}{}{}{values}",
            self.sign(step.status),
            self.say(&step.text),
            reading.unwrap_or_default()
        );
        if let Some(told) = told {
            told.steps.iter().filter(|part| is_gathered(part)).for_each(|part| self.step(part, depth + 1, terms, out));
            return;
        }
        let parts = if step.rests_on.is_empty() { self.shown(step) } else { terms.open(step) };
        for part in parts {
            // What a term means goes without the `all of` that opens it.
            let opens = step.kind == "definition" && part.kind == "all" && part.label.is_none();
            if opens {
                self.shown(part).into_iter().for_each(|inner| self.step(inner, depth + 1, terms, out));
            } else if !self.restates(step, part) {
                self.step(part, depth + 1, terms, out);
            }
        }
    }

    /// What a line reads, where the line does not say it already.
    fn values(&self, step: &Step) -> String {
        let told: Vec<String> = step
            .values
            .iter()
            .filter(|value| !Self::repeats(step, value))
            .map(|value| format!("{} = {}", self.say(&value.fact), self.say(&value.value)))
            .collect();
        if told.is_empty() {
            return String::new();
        }
        let told = told.join(self.pick("; ", "；"));
        self.paint("none", &format!("   [{told}]"))
    }

    /// Whether a part only says again what the line above it reads.
    fn restates(&self, step: &Step, part: &Step) -> bool {
        let shows_nothing = part.steps.is_empty() || !self.detail.whole && part.steps.iter().all(is_gathered);
        shows_nothing
            && !is_gathered(part)
            && step.kind != "score"
            && part.status == "value"
            && part.values.iter().all(|value| step.values.iter().any(|known| known.value == value.value))
    }

    /// A yes/no fact by itself: its sign says all but *not known*.
    fn repeats(step: &Step, value: &FactTold) -> bool {
        value.fact == step.text && matches!(step.status, "yes" | "no" | "unknown")
    }

    // ── What stands below a tree ─────────────────────────────

    fn notes(&self, told: &Told, out: &mut String) {
        if !told.speaks_about.is_empty() && told.answer == "not addressed" {
            let _ = writeln!(
                out,
                "  {}",
                if told.not_in_force {
                    self.pick("no rule on this is in force on that day", "当日没有施行中的规则；各规则的施行时间为")
                } else if told.modal.en == "is" {
                    self.pick("no rule gives a value here; the rules speak about", "没有规则给出此值；规则所针对的是")
                } else {
                    self.pick(
                        "no rule speaks about this person; the rules speak about",
                        "没有规则针对此人；规则所针对的是",
                    )
                }
            );
            for whom in &told.speaks_about {
                let _ = writeln!(out, "    - {}", self.say(whom));
            }
        }
        // That no rule holds which gives a value is no refusal: nothing is said of the person.
        if told.answer == "not addressed" && told.speaks_about.is_empty() && told.modal.en == "is" {
            let _ = writeln!(out, "  {}", self.pick("no rule gives a value here", "没有规则给出此值"));
        }
        if !told.settled_by.is_empty() {
            let _ = writeln!(
                out,
                "  {}",
                self.pick("any one of these, if so, would settle it", "下列任何一组如属实，即可判定")
            );
            for settler in &told.settled_by {
                self.settler(settler, out);
            }
            if told.settled_by_cut_off {
                let _ = writeln!(out, "    {}", self.pick("(there may be more)", "（可能还有其他）"));
            }
        } else if told.answer == "undetermined" && told.searched {
            self.nothing_settles(told, out);
        }
        for presumption in &told.presumptions {
            let _ = writeln!(
                out,
                "  {}{} = {}{}",
                self.pick("presumed: ", "推定："),
                self.say(&presumption.fact),
                self.say(&presumption.value),
                match self.detail.language {
                    Language::English => format!(" ({})", presumption.reason),
                    Language::Chinese => format!("（{}）", presumption.reason),
                }
            );
        }
        // A reading under which more would have to be known is no news in the short form.
        let settled = told.hinges_on.iter().filter(|hinge| self.detail.whole || hinge.answer_text.en != "undetermined");
        for hinge in settled {
            let (point, reading, answer) =
                (self.say(&hinge.point), self.say(&hinge.reading), self.say(&hinge.answer_text));
            let _ = match self.detail.language {
                Language::English => writeln!(out, "  hinges on a reading: {point} as \"{reading}\" gives {answer}"),
                Language::Chinese => writeln!(out, "  取决于读法：{point}若读作「{reading}」，则{answer}"),
            };
        }
        if self.detail.whole && !told.cited.is_empty() {
            let facts: Vec<String> =
                told.cited.iter().map(|fact| format!("{} = {}", self.say(&fact.fact), self.say(&fact.value))).collect();
            let _ =
                writeln!(out, "  {}", self.pick("these facts alone give the same answer", "仅凭下列事实即得同一结论"));
            for fact in facts {
                let _ = writeln!(out, "    - {fact}");
            }
        }
    }

    /// That nothing was found that settles an outcome, and what it turns on.
    fn nothing_settles(&self, told: &Told, out: &mut String) {
        let text = if told.settled_by_cut_off {
            self.pick(
                "what would settle it was not found within the limits of the search",
                "在限定的搜索范围内没有找到足以判定的事实",
            )
        } else {
            self.pick("none of the values tried would settle it", "试过的各值都不足以判定")
        };
        let _ = write!(out, "  {text}");
        if !told.turns_on.is_empty() {
            let shown = told.turns_on.iter().take(MAX_TURNS_ON).map(|fact| self.say(fact));
            let mut names: Vec<&str> = shown.collect();
            if told.turns_on.len() > MAX_TURNS_ON {
                names.push(self.pick("…", "等"));
            }
            let names = wording::listed(names, self.detail.language);
            let _ = write!(out, "{}{names}", self.pick("; not known: ", "；未知的有："));
        }
        out.push('\n');
    }

    fn settler(&self, settler: &super::trail::SettlerTold, out: &mut String) {
        let facts: Vec<String> =
            settler.facts.iter().map(|fact| format!("{} = {}", self.say(&fact.fact), self.say(&fact.value))).collect();
        let facts = facts.join(self.pick(" and ", " 且 "));
        let answer = self.say(&settler.answer_text);
        let arrow = if self.detail.ascii { "->" } else { "→" };
        let _ = writeln!(out, "    - {facts} {arrow} {answer}");
        if self.detail.whole {
            for fact in &settler.facts {
                if let Some(ask) = &fact.ask {
                    let _ = writeln!(out, "        {ask}");
                }
                if let Some(office) = &fact.decided_by {
                    let _ = writeln!(out, "        {}{office}", self.pick("decided by ", "由该机关认定："));
                }
            }
        }
    }
}

/// The parts of a step that are not what a term means.
fn own_parts(step: &Step) -> impl Iterator<Item = &Step> {
    step.steps.iter().filter(|part| part.meaning_of.is_none())
}

/// Whether a part is what a member brings to the sum above it, or the run that gives it.
fn is_gathered(step: &Step) -> bool {
    matches!(step.kind, "member" | "run")
}
