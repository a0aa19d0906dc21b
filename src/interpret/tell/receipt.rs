//! What was asked, of which texts, and under which readings: the receipt by which an explanation can be had again.

use super::term;
use crate::interpret::Question;
use crate::interpret::trail::{LayerTold, ReadingTold, Receipt};
use crate::ir::{Period, Program};
use crate::types::ids::DefinitionId;

pub(super) fn receipt(program: &Program, question: &Question) -> Receipt {
    let header = &program.header;
    let points = program.definitions.iter().enumerate().filter(|(_, definition)| definition.readings.len() > 1);
    let readings = points.filter_map(|(index, definition)| {
        let chosen = question.readings.get(&DefinitionId::at(index)).copied().unwrap_or(definition.default);
        let reading = definition.readings.get(chosen)?.term.as_ref()?;
        Some(ReadingTold {
            point: term(&definition.term),
            reading: term(reading),
            default: chosen == definition.default,
        })
    });
    let in_force =
        |period: Period| question.as_of.filter(|_| period != Period::default()).map(|date| period.holds(date));
    Receipt {
        tool: concat!("pol ", env!("CARGO_PKG_VERSION")).to_owned(),
        policy: term(&header.name),
        title: header.title.clone(),
        document: header.document.clone(),
        version: header.version.clone(),
        hash: program.layers.first().map(|layer| layer.hash.clone()).unwrap_or_default(),
        layers: program
            .layers
            .iter()
            .map(|layer| LayerTold {
                name: term(&layer.name),
                role: layer.role,
                version: layer.version.clone(),
                in_force: in_force(layer.in_force),
                hash: layer.hash.clone(),
            })
            .collect(),
        as_of: question.as_of.map(|date| date.to_string()),
        known_on: program.known_on.map(|date| date.to_string()),
        in_force: in_force(header.in_force),
        dates_assumed: header.assumed.clone(),
        texts: Vec::new(),
        presumptions: question.presumptions,
        readings: readings.collect(),
    }
}
