//! What is known about one value, and what is known about one made of several.

use crate::facts::{Hop, Provenance};

/// What is known about a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    pub(super) provenance: Provenance,
    pub(super) hops: Vec<Hop>,
}

impl Value {
    pub(super) fn unknown(reason: impl Into<String>) -> Self {
        Self { provenance: Provenance::Unknown(reason.into()), hops: Vec::new() }
    }

    pub(super) fn configured(setting: impl Into<String>) -> Self {
        Self { provenance: Provenance::Configured(setting.into()), hops: Vec::new() }
    }

    pub(super) fn fixed(value: Option<i128>) -> Self {
        Self { provenance: Provenance::Fixed(value), hops: Vec::new() }
    }

    pub(super) fn is_configured(&self) -> bool {
        matches!(self.provenance, Provenance::Configured(_))
    }

    pub(super) fn through(mut self, hop: Hop) -> Self {
        self.hops.insert(0, hop);
        self
    }

    pub(super) fn rank(&self) -> u8 {
        match self.provenance {
            Provenance::Configured(_) => 4,
            Provenance::Unknown(_) => 3,
            Provenance::Machine => 2,
            Provenance::Fixed(_) | Provenance::Signal => 1,
        }
    }

    /// What a value is that may be either, or is made from both.
    pub(super) fn join(self, other: Self) -> Self {
        let fixed = (&self.provenance, &other.provenance);
        if let (Provenance::Fixed(a), Provenance::Fixed(b)) = fixed {
            let same = if a == b { *a } else { None };
            let mut hops = self.hops;
            // The same number twice needs one way to show it.
            if a != b {
                hops.extend(other.hops);
            }
            return Self { provenance: Provenance::Fixed(same), hops };
        }
        if other.rank() > self.rank() { other } else { self }
    }
}

/// What the function or method `name` makes of `values`.
pub(super) fn combined(name: &str, values: Vec<Value>) -> Value {
    let mut values = values.into_iter();
    let Some(first) = values.next() else {
        return Value::unknown("no arguments");
    };
    values.fold(first, |a, b| match (name, &a.provenance, &b.provenance) {
        ("max" | "min", Provenance::Fixed(Some(x)), Provenance::Fixed(Some(y))) => {
            let chosen = if (name == "max") == (x >= y) { a } else { b };
            Value { provenance: chosen.provenance, hops: chosen.hops }
        }
        ("saturating_mul" | "wrapping_mul" | "checked_mul" | "mul", ..) => arithmetic("*", a, b),
        ("saturating_add" | "wrapping_add" | "checked_add", ..) => arithmetic("+", a, b),
        ("saturating_sub" | "wrapping_sub" | "checked_sub", ..) => arithmetic("-", a, b),
        ("checked_div", ..) => arithmetic("/", a, b),
        _ => a.join(b),
    })
}

pub(super) fn arithmetic(operator: &str, a: Value, b: Value) -> Value {
    if let (Provenance::Fixed(Some(x)), Provenance::Fixed(Some(y))) = (&a.provenance, &b.provenance)
    {
        let result = match operator {
            "+" => x.checked_add(*y),
            "-" => x.checked_sub(*y),
            "*" => x.checked_mul(*y),
            "/" => x.checked_div(*y),
            "%" => x.checked_rem(*y),
            "<<" => u32::try_from(*y).ok().and_then(|y| x.checked_shl(y)),
            ">>" => u32::try_from(*y).ok().and_then(|y| x.checked_shr(y)),
            _ => None,
        };
        let mut hops = a.hops;
        hops.extend(b.hops);
        return Value { provenance: Provenance::Fixed(result), hops };
    }
    a.join(b)
}
