//! The items that must be kept and are not, in words: all of them, by what has become of them.

use super::keep::{Loss, Lost};
use crate::diagnostics::{Language, Say, Text};
use crate::text;

/// In the order in which they are told.
const LOSSES: [Loss; 5] = [Loss::Gone, Loss::Unlabelled, Loss::Barred, Loss::Less, Loss::Unclear];

/// What has become of them, in a sentence.
pub(super) fn sentence(lost: &[Lost]) -> Text {
    let each: Vec<Text> = LOSSES.iter().filter_map(|loss| of_one(lost, *loss)).collect();
    let join = |language, by: &str| each.iter().map(|text| text.get(language)).collect::<Vec<_>>().join(by);
    Text { en: join(Language::English, "; "), zh: join(Language::Chinese, "；") }
}

/// Their names.
fn names(lost: &[&Lost]) -> Text {
    let quoted = |language| lost.iter().map(|(name, _)| format!("`{}`", name.say(language))).collect::<Vec<String>>();
    let english = match quoted(Language::English).split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    };
    Text { en: english, zh: quoted(Language::Chinese).join("、") }
}

/// Those that have come to one end; nothing where there are none.
fn of_one(lost: &[Lost], loss: Loss) -> Option<Text> {
    let mine: Vec<&Lost> = lost.iter().filter(|(_, other)| *other == loss).collect();
    let (count, name) = (mine.len(), names(&mine));
    Some(match (count, loss) {
        (0, _) => return None,
        (1, Loss::Gone) => {
            text!("the item {name} must be kept, and is gone here", "{name} 项必须保留，而此处没有它"; name)
        }
        (_, Loss::Gone) => {
            text!("the items {name} must be kept, and are gone here", "{name} 各项必须保留，而此处没有它们"; name)
        }
        (1, Loss::Unlabelled) => {
            text!("the item {name} must be kept, and stands here without its label", "{name} 项必须保留，而此处没有写出它的标签"; name)
        }
        (_, Loss::Unlabelled) => {
            text!("the items {name} must be kept, and stand here without their labels", "{name} 各项必须保留，而此处没有写出它们的标签"; name)
        }
        (1, Loss::Barred) => {
            text!("the item {name} must be kept, and this keeps people from it who had it", "{name} 项必须保留，而此处使原来可得的人得不到它"; name)
        }
        (_, Loss::Barred) => {
            text!("the items {name} must be kept, and this keeps people from them who had them", "{name} 各项必须保留，而此处使原来可得的人得不到它们"; name)
        }
        (1, Loss::Less) => {
            text!("the item {name} must be kept, and gives less or asks more here", "{name} 项必须保留，而此处降低了它或提高了要求"; name)
        }
        (_, Loss::Less) => {
            text!("the items {name} must be kept, and give less or ask more here", "{name} 各项必须保留，而此处降低了它们或提高了要求"; name)
        }
        (1, Loss::Unclear) => {
            text!("the item {name} must be kept, and it could not be decided whether it still gives what it gave", "{name} 项必须保留，而未能判定它是否仍照旧给予"; name)
        }
        (_, Loss::Unclear) => {
            text!("the items {name} must be kept, and it could not be decided whether they still give what they gave", "{name} 各项必须保留，而未能判定它们是否仍照旧给予"; name)
        }
    })
}

/// The way out.
pub(super) fn help(lost: &[Lost]) -> Text {
    let all = |loss: Loss| lost.iter().all(|(_, other)| *other == loss);
    match lost {
        [(name, Loss::Unlabelled)] => {
            let name = Text::of(|language| name.say(language));
            text!("write its label before it: `{name}: …`", "请在其前写出标签：`{name}：…`"; name)
        }
        _ if all(Loss::Unlabelled) => text!("write the label of each before it", "请在各项之前写出标签"),
        _ if all(Loss::Barred) => text!(
            "leave those who had it out of this, or let the policy above say that more may be asked: `may only tighten …`; if the real text does it all the same, write `beyond its powers because …` under the change",
            "请使此处不及于原来可得的人，或由上级写明可以提高要求：`只可从严 …`；若原文确实如此，请在变更之下写 `超越授权，理由是 …`"
        ),
        _ => text!(
            "keep within it; if the real text does not, write `beyond its powers because …` under the change",
            "请不要超出；若原文确实如此，请在变更之下写 `超越授权，理由是 …`"
        ),
    }
}
