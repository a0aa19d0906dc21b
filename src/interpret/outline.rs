//! What each article of a policy comes to: nothing is skipped in silence.

use super::figures::reckon;
use crate::diagnostics::{Language, Say, Text, wording};
use crate::ir::print::Printer;
use crate::ir::{
    Article, Change, ChangeKind, ClauseKind, DecisionKind, Expr, ExprKind, FigureMark, Ground, Modal, Note, Period,
    Power, Program, Says, visit,
};
use crate::text as say;
use crate::types::Term;
use crate::types::ids::{DefinitionId, FactId, FieldId, RecordId};
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// A policy, article by article.
#[derive(Debug, Clone, Serialize)]
pub struct Outline {
    /// The shape of this data; it changes when the shape does.
    pub schema: u32,
    /// The policy.
    pub policy: Text,
    /// Its title.
    pub title: Option<String>,
    /// Its articles, in the order of the text.
    pub articles: Vec<Entry>,
    /// How many changes it makes outside its articles.
    #[serde(skip_serializing_if = "is_none")]
    pub changes_at_the_margin: usize,
    /// The powers that it gives outside its articles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub powers_at_the_margin: Vec<Text>,
    /// Numbers between the first and the last article that the text does not have.
    pub absent: Vec<String>,
    /// Figures that belong to no article.
    pub figures: Vec<FigureTold>,
}

/// What one article comes to.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// The policy that it stands in, where it is not the one that was asked about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layer: Option<Text>,
    /// What it changes in the policies above, and what became of it below.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Text>,
    /// Why it is not attested.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inferred: Option<String>,
    /// Its number.
    pub number: String,
    /// Its heading.
    pub title: Option<String>,
    /// When this version of it is in force; none where it does not say.
    pub in_force: Option<Text>,
    /// `encoded`, `powers`, `changes`, `finding`, `hortatory`, `text missing`, `left to other rules`; more than one where its
    /// parts differ, none where nothing is said of it.
    pub status: Vec<&'static str>,
    /// What its rules decide.
    pub decides: Vec<Text>,
    /// What it defines.
    pub defines: Vec<Text>,
    /// What it lets the policies below change, and what not.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub powers: Vec<Text>,
    /// What an office must find before its rules can be decided.
    pub findings: Vec<Text>,
    /// Terms of it that can be read in several ways.
    pub readings: Vec<Text>,
    /// Aims that nothing can decide.
    pub hortatory: Vec<String>,
    /// What the source no longer has.
    pub text_missing: Vec<String>,
    /// What it leaves to other rules.
    pub left_to_other_rules: Vec<String>,
    /// Figures that it publishes.
    pub figures: Vec<FigureTold>,
}

/// A published figure, reckoned again.
#[derive(Debug, Clone, Serialize)]
pub struct FigureTold {
    /// What it is called.
    pub name: String,
    /// As it was published.
    pub published: Text,
    /// As it is reckoned.
    pub reckoned: Text,
    /// How it holds.
    pub verdict: Text,
}

/// The outline of a policy.
#[must_use]
pub fn outline(program: &Program) -> Outline {
    let mut ordered: Vec<&Article> = program.articles.iter().collect();
    ordered.sort_by_key(|article| article.layer);
    let articles: Vec<Entry> = ordered.into_iter().map(|article| entry(program, article)).collect();
    let own = program.articles.iter().filter(|article| article.layer == 0);
    let numbers: BTreeSet<u32> = own.filter_map(|article| article.number.parse().ok()).collect();
    let last = numbers.last().copied().unwrap_or(0);
    let changes = program.changes.iter().filter(|change| change.by == 0 && change.article.is_none());
    let written: BTreeSet<_> = changes.map(|change| change.span).collect();
    let at_the_margin = program.powers.iter().filter(|power| power.layer == 0 && power.article.is_none());
    Outline {
        schema: 1,
        changes_at_the_margin: written.len(),
        powers_at_the_margin: at_the_margin.map(|power| power.told(program)).collect(),
        policy: text(&program.header.name),
        title: program.header.title.clone(),
        articles,
        absent: (1..last).filter(|number| !numbers.contains(number)).map(|number| number.to_string()).collect(),
        figures: figures(program, None),
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

/// Whether a power is given in this article; several may have its number.
fn given_in(program: &Program, power: &Power, article: &Article) -> bool {
    let mine = |known: &Article| {
        known.span.file == power.span.file
            && Some(&known.number) == power.article.as_ref()
            && known.span.start <= power.span.start
    };
    let later = |other: &Article| mine(other) && other.span.start > article.span.start;
    mine(article) && !program.articles.iter().any(later)
}

fn text(term: &Term) -> Text {
    Text::of(|language| term.say(language))
}

fn figures(program: &Program, article: Option<&Article>) -> Vec<FigureTold> {
    // Articles of one number stand in several layers.
    let own = program.figures.iter().filter(|figure| match article {
        Some(article) => figure.article.as_ref() == Some(&article.number) && figure.span.file == article.span.file,
        None => figure.article.is_none(),
    });
    own.map(|figure| {
        let found = reckon(program, figure);
        let value = crate::ir::Value::Number(figure.published);
        FigureTold {
            name: figure.name.clone(),
            published: Text::of(|language| Printer { program, language }.value(&value, &figure.ty)),
            verdict: match figure.mark {
                Some(FigureMark::Wrong) => say!("marked as wrong in the source", "已注明原文有误"),
                _ => found.verdict(),
            },
            reckoned: found.shown,
        }
    })
    .collect()
}

fn entry(program: &Program, article: &Article) -> Entry {
    let of = |ground: &Ground| {
        let own = ground.layer == article.layer && ground.article == article.number;
        own && ground.in_force.from == article.in_force.from
    };
    let mut reads = Reads::default();
    let mut decides: Vec<Text> = Vec::new();
    for decision in &program.decisions {
        let grounds: Vec<&Ground> = decision.grounds.iter().filter(|ground| of(ground)).collect();
        if grounds.is_empty() {
            continue;
        }
        for expr in grounds.iter().flat_map(|ground| visit::of_ground(ground)) {
            reads.expr(program, expr);
        }
        // An article may forbid what another allows: its own rules say which.
        let forbids = grounds.iter().all(|ground| matches!(ground.says, Says::Modal(Modal::MustNot)));
        let kind = if forbids { DecisionKind::Modal(Modal::MustNot) } else { decision.kind.clone() };
        decides.push(Text::of(|language| {
            let name = decision.term.say(language);
            match (&kind, language) {
                (DecisionKind::Value(_), _) => name,
                (DecisionKind::Modal(modal), Language::English) => format!("{} {name}", modal.say(language)),
                (DecisionKind::Modal(modal), Language::Chinese) => format!("{}{name}", modal.say(language)),
            }
        }));
    }
    // A set of options that has a name is an outcome of its own.
    let sets = program.options.iter().filter(|set| set.article == article.number && set.span.file == article.span.file);
    decides.extend(sets.filter_map(|set| set.term.as_ref()).map(|term| {
        let name = text(term);
        say!("may choose among {name}", "可选择的{name}"; name)
    }));
    let mut defines = Vec::new();
    for (index, definition) in program.definitions.iter().enumerate() {
        if definition.article.as_deref() == Some(&article.number) && definition.span.file == article.span.file {
            defines.push(text(&definition.term));
            reads.definition(program, DefinitionId::at(index));
        }
    }
    let powers = program.powers.iter().filter(|power| given_in(program, power, article));
    let powers: Vec<Text> = powers.map(|power| power.told(program)).collect();
    let notes = |wanted: Note| {
        let own = article.notes.iter().filter(move |(kind, _)| *kind == wanted);
        own.map(|(_, text)| text.clone()).collect::<Vec<_>>()
    };
    let own_figures = figures(program, Some(article));
    let (hortatory, missing, elsewhere) = (notes(Note::Hortatory), notes(Note::Missing), notes(Note::Elsewhere));
    let layer = program.layers.get(article.layer).filter(|_| article.layer != 0).map(|layer| text(&layer.name));
    let number = ClauseKind::Article;
    let made = || {
        let own = |change: &&Change| change.by == article.layer && change.article.as_ref() == Some(&article.number);
        program.changes.iter().filter(own)
    };
    // A rule on what no text above decides is no change to any of them: it stands under what is encoded.
    let alone = |change: &&Change| {
        change.kind == ChangeKind::Rule && matches!(change.clause.0.as_slice(), [(ClauseKind::Decision, _)])
    };
    let states = [
        ("encoded", !decides.is_empty() || !defines.is_empty() || !own_figures.is_empty()),
        ("powers", !powers.is_empty()),
        ("changes", made().any(|change| !alone(&change))),
        ("finding", !reads.findings.is_empty()),
        ("hortatory", !hortatory.is_empty()),
        ("text missing", !missing.is_empty()),
        ("left to other rules", !elsewhere.is_empty()),
    ];
    let suffered = program.changes.iter().filter(|change| {
        let named = change.clause.0.iter().any(|(kind, name)| *kind == number && name.is(&article.number));
        let whole = matches!(change.clause.0.as_slice(), [(ClauseKind::Policy, _)]);
        change.of == article.layer && (named || whole)
    });
    let told = made().filter(|change| !alone(change)).map(|change| change.told(program, false));
    let mut changes: Vec<Text> = Vec::new();
    for text in told.chain(suffered.map(|change| change.told(program, true))) {
        if !changes.contains(&text) {
            changes.push(text);
        }
    }
    Entry {
        layer,
        changes,
        inferred: article.inferred.clone(),
        number: article.number.clone(),
        title: article.title.clone(),
        in_force: in_force(article.in_force),
        status: states.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect(),
        decides,
        defines,
        powers,
        findings: reads.findings,
        readings: reads.readings,
        hortatory,
        text_missing: missing,
        left_to_other_rules: elsewhere,
        figures: own_figures,
    }
}

/// `in force from 2011-12-01 until 2013-12-31`, both days included.
fn in_force(period: Period) -> Option<Text> {
    if period == Period::default() {
        return None;
    }
    let held = period.text();
    Some(say!("in force {held}", "{held}施行"; held))
}

/// What rules read, through the terms that they use.
#[derive(Default)]
struct Reads {
    seen: BTreeSet<DefinitionId>,
    findings: Vec<Text>,
    readings: Vec<Text>,
}

impl Reads {
    /// Looks through an expression.
    fn expr(&mut self, program: &Program, expr: &Expr) {
        match &expr.kind {
            ExprKind::Fact(id) => self.fact(program, *id),
            ExprKind::Field(of) => self.field(program, of.record, of.field),
            ExprKind::Definition(id) | ExprKind::MemberDefinition(_, id) => self.definition(program, *id),
            _ => {}
        }
        let mut parts = Vec::new();
        visit::children(expr, |part| parts.push(part));
        for part in parts {
            stacker::maybe_grow(64 << 10, 1 << 20, || self.expr(program, part));
        }
    }

    fn fact(&mut self, program: &Program, id: FactId) {
        if let Some(fact) = program.facts.get(id.index()).filter(|fact| fact.finding) {
            self.found(text(&fact.term));
        }
    }

    fn field(&mut self, program: &Program, record: RecordId, field: FieldId) {
        let found = program.records.get(record.index()).and_then(|record| record.fields.get(field.index()));
        if let Some(field) = found.filter(|field| field.finding) {
            self.found(text(&field.term));
        }
    }

    fn found(&mut self, name: Text) {
        if !self.findings.contains(&name) {
            self.findings.push(name);
        }
    }

    fn definition(&mut self, program: &Program, id: DefinitionId) {
        if !self.seen.insert(id) {
            return;
        }
        let Some(definition) = program.definitions.get(id.index()) else { return };
        if definition.readings.len() > 1 {
            self.readings.push(text(&definition.term));
        }
        // Definitions cannot go in circles.
        for reading in &definition.readings {
            self.expr(program, &reading.body);
        }
    }
}

/// The outline as text.
#[must_use]
pub fn render(outline: &Outline, language: Language) -> String {
    let colon = language.pick(": ", "：");
    let mut out = String::new();
    let title = outline.title.as_ref().map(|title| format!("{colon}{title}")).unwrap_or_default();
    let _ = writeln!(out, "{}{title}", outline.policy.get(language));
    for entry in &outline.articles {
        let number = match language {
            Language::English => format!("article {}", entry.number),
            Language::Chinese => format!("第{}条", entry.number),
        };
        let heading = entry.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
        let layer = entry.layer.as_ref().map(|name| match language {
            Language::English => format!("{} ", name.get(language)),
            Language::Chinese => name.get(language).to_owned(),
        });
        let dates = entry.in_force.as_ref().map(|dates| match language {
            Language::English => format!(", {}", dates.get(language)),
            Language::Chinese => format!("（{}）", dates.get(language)),
        });
        let _ = writeln!(out, "\n{}{number}{heading}{}", layer.unwrap_or_default(), dates.unwrap_or_default());
        let list = |texts: &[Text]| {
            texts.iter().map(|text| text.get(language).to_owned()).collect::<Vec<_>>().join(language.pick("; ", "；"))
        };
        let mut line = |head: &str, what: String| {
            if !what.is_empty() {
                let _ = writeln!(out, "  {head}{colon}{what}");
            }
        };
        entry.inferred.iter().for_each(|why| line(language.pick("inferred", "推断"), why.clone()));
        entry.changes.iter().for_each(|change| line(language.pick("layer", "层级"), change.get(language).to_owned()));
        line(language.pick("encoded", "已编写"), list(&entry.decides));
        line(language.pick("defines", "定义"), list(&entry.defines));
        entry.powers.iter().for_each(|power| line(language.pick("power", "授权"), power.get(language).to_owned()));
        line(language.pick("finding", "须认定"), list(&entry.findings));
        line(language.pick("readings", "多种读法"), list(&entry.readings));
        for figure in &entry.figures {
            line(language.pick("figure", "数字"), figure_line(figure, language));
        }
        entry.hortatory.iter().for_each(|text| line(language.pick("hortatory", "倡导"), text.clone()));
        entry.text_missing.iter().for_each(|text| line(language.pick("text missing", "原文缺失"), text.clone()));
        entry
            .left_to_other_rules
            .iter()
            .for_each(|text| line(language.pick("left to other rules", "另行规定"), text.clone()));
        if entry.status.is_empty() && entry.changes.is_empty() {
            let _ = writeln!(out, "  {}", language.pick("nothing is said of it", "没有写任何内容"));
        }
    }
    if !outline.powers_at_the_margin.is_empty() {
        let _ = writeln!(out, "\n{}", language.pick("powers outside articles", "条文之外的授权"));
        for power in &outline.powers_at_the_margin {
            let _ = writeln!(out, "  {}", power.get(language));
        }
    }
    if !outline.figures.is_empty() {
        let _ = writeln!(out, "\n{}", language.pick("figures", "数字"));
        for figure in &outline.figures {
            let _ = writeln!(out, "  {}", figure_line(figure, language));
        }
    }
    if !outline.absent.is_empty() {
        let numbers = wording::listed(&outline.absent, language);
        let _ = writeln!(
            out,
            "\n{}{colon}{numbers}",
            language.pick("articles that the text does not have", "文本中没有的条号")
        );
    }
    let own = || outline.articles.iter().filter(|entry| entry.layer.is_none());
    let count = |status: &str| own().filter(|entry| entry.status.contains(&status)).count();
    let powers = own().map(|entry| entry.powers.len()).sum::<usize>();
    let kinds = [
        ("encoded", "已编写"),
        ("powers", "给予授权"),
        ("changes", "作出变更"),
        ("finding", "须认定"),
        ("hortatory", "倡导"),
        ("text missing", "原文缺失"),
        ("left to other rules", "另行规定"),
    ];
    let counted: Vec<String> = kinds
        .iter()
        .map(|(en, zh)| (en, zh, count(en)))
        .filter(|(.., count)| *count > 0)
        .map(|(en, zh, count)| match (*en, language) {
            ("powers", Language::English) => format!("{count} with powers ({powers})"),
            ("powers", Language::Chinese) => format!("{count} {zh}（{powers}项）"),
            ("changes", Language::English) => format!("{count} with changes"),
            _ => format!("{count} {}", language.pick(en, zh)),
        })
        .collect();
    let all = own().count();
    let head = match language {
        Language::English => wording::count(all, "article", "articles"),
        Language::Chinese => format!("共 {all} 条"),
    };
    let margin = |count: usize, en: (&str, &str), zh: &str| match language {
        Language::English => format!("{} outside articles", wording::count(count, en.0, en.1)),
        Language::Chinese => format!("条文之外{zh} {count} 项"),
    };
    let made = (outline.changes_at_the_margin > 0)
        .then(|| margin(outline.changes_at_the_margin, ("change", "changes"), "变更"));
    let given = (!outline.powers_at_the_margin.is_empty())
        .then(|| margin(outline.powers_at_the_margin.len(), ("power", "powers"), "授权"));
    let counted: Vec<String> = counted.into_iter().chain(made).chain(given).collect();
    if counted.is_empty() {
        let _ = writeln!(out, "\n{head}");
    } else {
        let _ = writeln!(out, "\n{head}{colon}{}", counted.join(language.pick(", ", "，")));
    }
    wording::set(&out, language).into_owned()
}

fn figure_line(figure: &FigureTold, language: Language) -> String {
    let (published, reckoned, verdict) =
        (figure.published.get(language), figure.reckoned.get(language), figure.verdict.get(language));
    match language {
        Language::English => format!("{}: published {published}, reckoned {reckoned}; {verdict}", figure.name),
        Language::Chinese => format!("{}：公布 {published}，核算 {reckoned}；{verdict}", figure.name),
    }
}
