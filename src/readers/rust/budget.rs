//! How far questions to the code are followed.

/// How far a question is followed. When it is used up the answer is unknown, and never a finding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Budget {
    /// How many steps may still be taken one behind the other.
    depth: u32,
    /// How many steps may still be taken in all, so that no tangle of callers takes long.
    steps: u32,
    /// Set when a step was not taken.
    used_up: bool,
}

impl Budget {
    /// The budget of one question.
    pub(crate) fn new() -> Self {
        Self { depth: 100, steps: 10_000, used_up: false }
    }

    /// Takes one step further; false when there is none left. Each step that was taken is given back by
    /// [`Budget::leave`].
    pub(crate) fn enter(&mut self) -> bool {
        let is_left = self.depth > 0 && self.steps > 0;
        if is_left {
            self.depth -= 1;
            self.steps -= 1;
        }
        self.used_up |= !is_left;
        is_left
    }

    /// True when something was not followed to its end.
    pub(crate) fn is_used_up(&self) -> bool {
        self.used_up
    }

    /// Takes `steps` steps that lie beside each other; false, and none taken, when there are not so many left.
    pub(crate) fn spend(&mut self, steps: usize) -> bool {
        let left = u32::try_from(steps).ok().and_then(|steps| self.steps.checked_sub(steps));
        self.steps = left.unwrap_or(self.steps);
        self.used_up |= left.is_none();
        left.is_some()
    }

    /// Takes the steps that another question took which was asked with a copy of this budget. That it did not come to its
    /// end is said by its answer.
    pub(crate) fn spend_as(&mut self, other: &Self) {
        self.steps = other.steps;
    }

    /// Goes one step back.
    pub(crate) fn leave(&mut self) {
        self.depth += 1;
    }
}
