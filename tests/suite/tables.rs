//! Tables of cases: a row in a CSV file or a workbook is the case that YAML would have told, and what is wrong is told at
//! its cell.

use crate::work::{files, load_file, load_text, root};
use pol::cases::{Format, Typed};
use pol::diagnostics::Diagnostic;
use pol::diagnostics::report::{Style, render};
use pol::ir::print::Printer;
use pol::source::Sources;
use pol::{Language, Loaded};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const POLICY: &str = "\
policy tables

place Yunnan (云南)
place Dehong (德宏) in Yunnan
record member (成员)
  relation (关系): one of child (子女), parent (父母)
  age (年龄): whole number
fact household (家庭): list of member
fact tax paid (纳税额): money
fact share (出资比例): percent
fact applied on (申请日期): date or none
fact employed (就业): yes/no
fact home (户籍地): place
fact remark (说明文字): text
define counts (算数) as readings
  because two ways
  reading narrow (从严) (default): tax paid ≥ 50000 yuan
  reading wide (从宽): tax paid ≥ 5000 yuan

article 1
  (1) taxed (纳税者): may register (落户) when counts and share ≥ 25% and every member age ≥ 18
  (2) employed here (本地就业): may register (落户) when employed and home is in Dehong and applied on exists and applied on is after 2012-01-01 and remark is \"x\"
article 2
  each member of household may register with the applicant (随迁) when age < 18
";

fn policy() -> Loaded {
    let loaded = load_text(POLICY);
    assert!(loaded.policy.is_some(), "{}", crate::work::told(&loaded, Language::English));
    loaded
}

/// What cases say, whatever they are written in.
fn said(loaded: &Loaded, cases: &[Typed]) -> String {
    let policy = loaded.policy.as_ref().expect("a sound policy");
    let printer = Printer { program: &policy.program, language: Language::English };
    let mut out = String::new();
    for typed in cases {
        let _ = writeln!(out, "{:?} {:?} {:?}", typed.case.name, typed.as_of, typed.readings);
        for (index, fact) in policy.program.facts.iter().enumerate() {
            let given = typed.case.get(pol::types::ids::FactId::at(index));
            let _ = match given {
                pol::ir::Given::Value(value) => {
                    writeln!(out, "  {} = {} {value:?}", fact.term.text, printer.value(value, &fact.ty))
                }
                other => writeln!(out, "  {} = {other:?}", fact.term.text),
            };
        }
        for expected in &typed.expect {
            let reasons =
                expected.reasons.iter().map(|reasons| reasons.because.iter().map(|one| &one.node).collect::<Vec<_>>());
            let reasons: Vec<_> = reasons.collect();
            let _ = writeln!(out, "  expects {:?} {:?} {reasons:?}", expected.decision, expected.wanted);
        }
    }
    out
}

fn read(loaded: &Loaded, name: &str, text: &str) -> (Sources, Vec<Typed>, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add(name, text);
    let policy = loaded.policy.as_ref().expect("a sound policy");
    let cases = policy.cases(sources.get(id).expect("just added"), Format::of_name(name));
    (sources, cases.cases, cases.diagnostics)
}

fn told(found: &[Diagnostic], sources: &Sources) -> String {
    let say = |language| render(found, sources, &Style { language, color: false, ascii: false, width: 80 });
    format!("{}\n────────\n\n{}", say(Language::English), say(Language::Chinese))
}

const YAML: &str = "\
- case: Wang
  as of: 2012-06-01
  readings: {counts: wide}
  tax paid: 100000
  share: 25%
  applied on: none
  employed: yes
  home: Dehong
  household: [{relation: child, age: 12}, {age: 40}]
  expect: {register: {answer: no, because: [article 1 (1), 第一条（二）]}, register with the applicant: [yes, no]}
- case: Li
  tax paid: 49999.99
  household: []
- case: Zhao
  household: [{relation: parent}]
  expect: {register: undetermined}
";

/// The same as a table.
const ROWS: [[&str; 15]; 5] = [
    [
        "case",
        "判定日期",
        "读法 counts",
        "纳税额",
        "share",
        "Applied on",
        "就业",
        "户籍地",
        "household relation",
        "家庭·年龄",
        "家庭",
        "expect register",
        "because 落户",
        "期望 随迁",
        "note",
    ],
    [
        "Wang",
        "2012/6/1",
        "从宽",
        "10万元",
        "25%",
        "无",
        "是",
        "德宏",
        "子女",
        "12",
        "",
        "否",
        "article 1 (1)；第一条（二）",
        "是",
        "for people",
    ],
    ["", "", "", "", "", "", "", "", "", "40", "", "", "", "no", "still"],
    ["Li", "", "", "49,999.99", "", "", "", "", "", "", "none", "", "", "", ""],
    ["Zhao", "", "", "", "", "未知", "", "", "parent", "", "", "未定", "", "", ""],
];

fn table(separator: char, end: &str) -> String {
    let cell = |text: &str| if text.contains(separator) { format!("\"{text}\"") } else { text.to_owned() };
    let row = |cells: &[&str; 15]| cells.iter().map(|text| cell(text)).collect::<Vec<_>>().join(&separator.to_string());
    ROWS.iter().map(|cells| row(cells) + end).collect()
}

#[test]
fn a_table_says_what_yaml_says() {
    let loaded = policy();
    let (_, cases, found) = read(&loaded, "a.yaml", YAML);
    assert!(found.is_empty(), "{found:?}");
    let wanted = said(&loaded, &cases);
    for separator in [',', ';', '\t'] {
        for (mark, end) in [("", "\n"), ("\u{feff}", "\r\n"), ("", "\n\n"), ("", "\r")] {
            let text = format!("{mark}{}", table(separator, end));
            let (sources, cases, found) = read(&loaded, "a.csv", &text);
            assert!(found.is_empty(), "{}", told(&found, &sources));
            assert_eq!(said(&loaded, &cases), wanted, "{separator:?} {end:?}");
        }
    }
}

#[test]
fn members_may_stand_in_one_row() {
    let loaded = policy();
    let text = "case,household 2 age,household 1 relation,家庭1年龄\nWang,40,child,12\nLi,,,7\n";
    let (sources, cases, found) = read(&loaded, "a.csv", text);
    assert!(found.is_empty(), "{}", told(&found, &sources));
    let yaml =
        "- {case: Wang, household: [{relation: child, age: 12}, {age: 40}]}\n- {case: Li, household: [{age: 7}]}\n";
    let (_, wanted, _) = read(&loaded, "a.yaml", yaml);
    assert_eq!(said(&loaded, &cases), said(&loaded, &wanted));
}

#[test]
fn wrong_cells_are_told_in_place() {
    let loaded = policy();
    let mut out = String::new();
    for text in [
        "case,tax paid,share,applied on\nWang,many,0.25,2012-02-30\n李某,10亩,\"25%\",soon\n",
        "个案,纳税,期望 落戸,读法 counts,expect register\n王某,5,是,从宽松,也许\n",
        "case,tax paid,纳税额,\nWang,5,6,7\n",
        "case,tax paid\nWang,50,000\nWang,6\n",
        "case,tax paid,household age,household\nWang,5,12,\nWang,6,13,\nLi,,14,none\n",
        "case,tax paid\n\"Wang,5\n",
        "case,expect register,because register\nWang,no,article 9\nLi,,article 1\n",
        "case,tax paid\n\"Wang\" Li,5\n",
    ] {
        let (sources, _, found) = read(&loaded, "cases.csv", text);
        assert!(!found.is_empty(), "{text}");
        let _ = writeln!(out, "{text}\n{}\n════════\n", told(&found, &sources));
    }
    insta::assert_snapshot!(out);
}

#[test]
fn every_policy_prints_the_first_row_of_its_table() {
    let mut policies = files("policies", "pol");
    policies.retain(|path| load_file(path).policy.is_some());
    for path in policies {
        for language in ["en", "zh"] {
            let output = run(&["facts", &path.to_string_lossy(), "--format", "csv", "--lang", language]);
            let text = String::from_utf8(output.stdout).expect("UTF-8");
            let (sources, _, found) = read(load_file(&path), "a.csv", &text);
            assert!(found.is_empty(), "{}: {}", path.display(), told(&found, &sources));
        }
    }
}

#[test]
fn tables_in_gbk_are_refused() {
    for (name, language, words) in [
        ("gbk.csv", "en", "line 2 is not UTF-8 text, perhaps GBK; save it as UTF-8 (Excel: `CSV UTF-8`)"),
        ("gbk.csv", "zh", "第 2 行不是 UTF-8 文本，可能是 GBK；请另存为 UTF-8（Excel"),
        ("gbk.yaml", "en", "line 2 is not UTF-8 text, perhaps GBK; save it with the encoding UTF-8 in your editor"),
        ("gbk.yaml", "zh", "第 2 行不是 UTF-8 文本，可能是 GBK；请在编辑器中另存"),
    ] {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::write(&path, b"case,tax\n\xb8\xf6\xb0\xb8,\xc4\xc9\xcb\xb0\xb6\xee\n").expect("can be written");
        let path = path.to_string_lossy();
        let output = run(&["eval", "policies/yunnan/dehong.pol", "--case", &path, "--lang", language]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains(words));
    }
}

fn run(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_pol"))
        .args(arguments)
        .current_dir(root())
        .env_remove("POL_LANG")
        .env("LC_ALL", "C")
        .output()
        .expect("the command can be started")
}

#[cfg(feature = "xlsx")]
mod workbooks {
    use super::*;
    use pol::cases::workbook::{WorkbookError, read as open};
    use std::io::{Cursor, Write};
    use zip::write::{SimpleFileOptions, ZipWriter};

    const STYLES: &str = "<styleSheet><numFmts count='2'><numFmt numFmtId='164' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>\
        <numFmt numFmtId='165' formatCode='0&quot;万元&quot;'/></numFmts><cellStyleXfs><xf numFmtId='9'/></cellStyleXfs>\
        <cellXfs><xf numFmtId='0'/><xf numFmtId='9'/><xf numFmtId='14'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>";

    /// A workbook of a visible sheet with these rows, after a hidden one.
    fn workbook(rows: &str) -> Vec<u8> {
        let parts = [
            (
                "xl/workbook.xml",
                "<workbook><workbookPr/><sheets><sheet name='hidden' sheetId='1' state='hidden' r:id='r1'/>\
                 <sheet name='个案' sheetId='2' r:id='r2'/><sheet name='说明' sheetId='3' r:id='r3'/></sheets></workbook>",
            ),
            (
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id='r1' Target='worksheets/sheet1.xml'/>\
                 <Relationship Id='r2' Target='/xl/worksheets/sheet2.xml'/></Relationships>",
            ),
            ("xl/styles.xml", STYLES),
            (
                "xl/sharedStrings.xml",
                "<sst><si><t>王某</t><rPh><t>wang</t></rPh></si><si><r><t>A &amp; </t></r><r><t>B&#20010;</t></r></si></sst>",
            ),
        ];
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts.into_iter().chain([("xl/worksheets/sheet2.xml", sheet.as_str())]) {
            zip.start_file(name, SimpleFileOptions::default()).expect("a part");
            zip.write_all(text.as_bytes()).expect("its text");
        }
        zip.finish().expect("an archive").into_inner()
    }

    fn text(at: &str, words: &str) -> String {
        format!("<c r='{at}' t='inlineStr'><is><t>{words}</t></is></c>")
    }

    fn heads(names: &[&str]) -> String {
        let cells = names.iter().zip('A'..).map(|(name, column)| text(&format!("{column}1"), name));
        format!("<row r='1'>{}</row>", cells.collect::<String>())
    }

    fn read_book(loaded: &Loaded, bytes: &[u8]) -> (Sources, Vec<Typed>, Vec<Diagnostic>) {
        let mut sources = Sources::default();
        let (id, mut found) = open(bytes).expect("a workbook").add(&mut sources, "people.xlsx");
        let policy = loaded.policy.as_ref().expect("a sound policy");
        let cases = policy.cases(sources.get(id).expect("just added"), Some(Format::Table));
        found.extend(cases.diagnostics);
        (sources, cases.cases, found)
    }

    #[test]
    fn a_workbook_says_what_yaml_says() {
        let loaded = policy();
        let rows = heads(&["个案", "纳税额", "share", "applied on", "就业", "as of", "remark", "家庭·年龄"])
            + "<row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3'><v>49999.989999999998</v></c><c r='C3' s='1'><v>7.0000000000000007E-2</v></c>\
               <c r='D3' s='2'><v>40969</v></c><c r='E3' t='b'><v>1</v></c><c r='F3' s='3'><f>TODAY()</f><v>41061</v></c>\
               <c r='G3' t='s'><v>1</v></c><c r='H3'><v>12</v></c></row>\
               <row r='4'><c r='H4'><v>40</v></c></row>"
            + "<row r='5'>"
            + &text("A5", "Li")
            + "<c r='B5' s='4'><v>10</v></c></row>";
        let (sources, cases, found) = read_book(&loaded, &workbook(&rows));
        assert!(found.is_empty(), "{}", told(&found, &sources));
        let yaml = "- {case: 王某, tax paid: 49999.99, share: 7%, applied on: 2012-03-01, employed: yes, as of: 2012-06-01, \
                    remark: A & B个, household: [{age: 12}, {age: 40}]}\n- {case: Li, tax paid: 100000}\n";
        let (_, wanted, found) = read(&loaded, "a.yaml", yaml);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(said(&loaded, &cases), said(&loaded, &wanted));
    }

    /// A spreadsheet stores what was typed as the nearest binary number, with seventeen digits.
    #[test]
    fn amounts_with_two_decimals_come_back_as_typed() {
        let loaded = policy();
        let typed: Vec<String> = (0..4000u64).map(|at| format!("{}.{:02}", at * at * 7919, at % 100)).collect();
        let rows = typed.iter().enumerate().map(|(at, typed)| {
            let stored = format!("{:.16e}", typed.parse::<f64>().expect("a number")).replace('e', "E");
            format!("<row r='{0}'><c r='A{0}'><v>{stored}</v></c></row>", at + 2)
        });
        let rows = heads(&["纳税额"]) + &rows.collect::<String>();
        let (sources, cases, found) = read_book(&loaded, &workbook(&rows));
        assert!(found.is_empty(), "{}", told(&found, &sources));
        let yaml: String = typed.iter().map(|typed| format!("- {{tax paid: {typed}}}\n")).collect();
        let (_, wanted, _) = read(&loaded, "a.yaml", &yaml);
        assert_eq!(said(&loaded, &cases), said(&loaded, &wanted));
    }

    #[test]
    fn wrong_cells_are_told_by_their_names() {
        let loaded = policy();
        let rows = heads(&["个案", "纳税", "纳税额", "share", "applied on"])
            + "<row r='7'>"
            + &text("A7", "王某")
            + "<c r='C7'><v>0.33333333333333331</v></c><c r='D7'><v>0.25</v></c>\
               <c r='E7' s='2'><v>40969.5</v></c></row>"
            + "<row r='9'>"
            + &text("A9", "王某")
            + "<c r='C9'><v>533103199001011000</v></c><c r='D9' t='e'><v>#N/A</v></c>\
               <c r='E9'><f>TODAY()</f></c><c r='AB9'><v>1</v></c></row>"
            + "<row r='10'>"
            + &text("A10", "Li")
            + "<c r='C10'><v>5</v></c><c r='C10'><v>6</v></c></row>";
        let (sources, _, found) = read_book(&loaded, &workbook(&rows));
        insta::assert_snapshot!(told(&found, &sources));
    }

    #[test]
    fn what_is_no_workbook_is_said_to_be_none() {
        assert_eq!(open(b"case,tax paid\n"), Err(WorkbookError::NotAWorkbook));
        assert_eq!(open(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), Err(WorkbookError::Older));
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("word/document.xml", SimpleFileOptions::default()).expect("a part");
        let bytes = zip.finish().expect("an archive").into_inner();
        assert_eq!(open(&bytes), Err(WorkbookError::NotAWorkbook));
        let broken = workbook("<row r='2'><c r='B2'></row>");
        assert!(matches!(open(&broken), Err(WorkbookError::Broken(_))));
        // A row that goes backwards, and a shared text that is not there.
        let back = workbook("<row r='2'><c r='B2'><v>1</v></c></row><row r='1'><c r='A1'><v>1</v></c></row>");
        assert!(matches!(open(&back), Err(WorkbookError::Broken(_))));
        assert!(matches!(
            open(&workbook("<row r='2'><c r='B2' t='s'><v>9</v></c></row>")),
            Err(WorkbookError::Broken(_))
        ));
    }

    #[test]
    fn the_command_reads_workbooks_and_names_what_it_leaves() {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("people.xlsx");
        let rows = heads(&["个案", "户籍地"]) + "<row r='2'>" + &text("A2", "王某") + &text("B2", "火星") + "</row>";
        std::fs::write(&path, workbook(&rows)).expect("can be written");
        let path = path.to_string_lossy();
        for arguments in [
            vec!["eval", "policies/yunnan/dehong.pol", "--case", &path],
            vec!["eval", "--all", "policies/yunnan", "--case", &path],
            vec!["compare", "policies/yunnan/dehong.pol", "policies/yunnan/diqing.pol", "--case", &path],
        ] {
            let output = run(&arguments);
            let told = String::from_utf8_lossy(&output.stderr).into_owned();
            assert_eq!(output.status.code(), Some(2), "{told}");
            assert!(told.contains("people.xlsx:个案!B2]"), "{told}");
            assert!(told.contains("说明"), "{told}");
        }
    }
}
