//! Units as written → units as types, with the factor between them.

use crate::resolve::lexicon::UnitRef;
use crate::syntax::keywords::{self, UnitWord};
use crate::types::{Base, Number, Type, Unit};

/// The unit that stands after a number, and how many of it one is; none for years and months, which are no numbers.
pub fn unit_of(unit: &UnitRef) -> Option<(Unit, Number)> {
    let ratio = |numerator, denominator| Number::ratio(numerator, denominator).unwrap_or(Number::ONE);
    Some(match unit {
        UnitRef::Declared(term) => (Unit::of(Base::Named(term.text.clone(), term.alias.clone())), Number::ONE),
        UnitRef::Rate(unit, each) => {
            let each = match each.as_ref() {
                UnitRef::Known(UnitWord::Month) => (Unit::of(Base::Month), Number::ONE),
                UnitRef::Known(UnitWord::Year) => (Unit::of(Base::Year), Number::ONE),
                each => unit_of(each)?,
            };
            let ((unit, many), (each, parts)) = (unit_of(unit)?, each);
            (unit.combine(&each, -1)?, many.over(parts).ok()?)
        }
        UnitRef::Known(word) => match word {
            UnitWord::Yuan => (Unit::yuan(), Number::ONE),
            UnitWord::Share => (Unit::Share, ratio(1, 100)),
            UnitWord::Mille => (Unit::Share, ratio(1, 1000)),
            UnitWord::Fold => (Unit::Share, Number::ONE),
            UnitWord::Mu => (Unit::of(Base::SquareMetre), ratio(2000, 3)),
            UnitWord::SquareMetre => (Unit::of(Base::SquareMetre), Number::ONE),
            UnitWord::Day => (Unit::of(Base::Day), Number::ONE),
            UnitWord::WorkingDay => (Unit::of(Base::WorkingDay), Number::ONE),
            UnitWord::Person | UnitWord::Household | UnitWord::Time | UnitWord::YearOfAge => {
                let row = keywords::UNITS.iter().find(|row| row.unit == *word)?;
                let name = row.en.first().copied().unwrap_or_default();
                (Unit::of(Base::Named(name.into(), row.zh.first().map(|zh| (*zh).into()))), Number::ONE)
            }
            UnitWord::Year | UnitWord::Month => return None,
        },
    })
}

/// Whether a type is money.
pub fn is_money(ty: &Type) -> bool {
    matches!(ty, Type::Number { unit, .. } if *unit == Unit::yuan())
}

/// Whether a type is a share.
pub fn is_share(ty: &Type) -> bool {
    matches!(ty, Type::Number { unit: Unit::Share, .. })
}

/// Whether a type is a number of days.
pub fn is_days(ty: &Type) -> bool {
    matches!(ty, Type::Number { unit, .. } if *unit == Unit::of(Base::Day))
}

/// Whether a type is a number of working days.
pub fn is_working_days(ty: &Type) -> bool {
    matches!(ty, Type::Number { unit, .. } if *unit == Unit::of(Base::WorkingDay))
}

/// Years of age, as `岁` counts them.
pub fn years_of_age() -> Unit {
    unit_of(&UnitRef::Known(UnitWord::YearOfAge)).map_or(Unit::Pure, |(unit, _)| unit)
}
