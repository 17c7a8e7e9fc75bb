//! What is known about the terminal that a report goes to: its width and whether it shows colours.

use std::io::IsTerminal;

/// Lines longer than this are hard to read, however wide the terminal is.
const WIDEST: usize = 120;
/// Narrower terminals wrap by themselves.
const NARROWEST: usize = 40;
/// The width of what is no terminal, and so does not depend on where it runs.
const DEFAULT: usize = 80;

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(crate) enum Color {
    /// When writing to a terminal, and `NO_COLOR` is not set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to write for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Terminal {
    /// The columns of a line.
    pub width: usize,
    /// The lines that fit on the screen; `None` for what is no terminal.
    pub height: Option<usize>,
    /// Whether to use colours.
    pub color: bool,
}

impl Terminal {
    /// What standard output is.
    pub(crate) fn stdout(color: Color) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        Self::new(color, is_terminal)
    }

    /// What standard error is.
    pub(crate) fn stderr(color: Color) -> Self {
        let is_terminal = std::io::stderr().is_terminal();
        Self::new(color, is_terminal)
    }

    fn new(color: Color, is_terminal: bool) -> Self {
        let size = terminal_size::terminal_size().filter(|_| is_terminal);
        Self {
            width: size.map_or(DEFAULT, |(width, _)| usize::from(width.0).clamp(NARROWEST, WIDEST)),
            height: size.map(|(_, height)| usize::from(height.0)),
            color: match color {
                Color::Always => true,
                Color::Never => false,
                Color::Auto => !is_set("NO_COLOR") && (is_terminal || is_set("CLICOLOR_FORCE")),
            },
        }
    }
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}
