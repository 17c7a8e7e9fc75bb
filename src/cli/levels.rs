//! The levels of rules on the command line: `-A`, `-W` and `-D`, whose order matters.

use clap::{Arg, ArgAction, ArgMatches, Command, FromArgMatches};

use crate::facts::Level;

const FLAGS: [(Level, char, &str); 3] = [
    (Level::Allow, 'A', "Do not report findings of this rule"),
    (Level::Warn, 'W', "Report findings of this rule"),
    (
        Level::Deny,
        'D',
        "Exit with 1 on findings of this rule; `warnings` stands for all rules at warn",
    ),
];

/// The `-A`, `-W` and `-D` of a command line, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct LevelFlags(pub Vec<(Level, String)>);

impl clap::Args for LevelFlags {
    fn augment_args(command: Command) -> Command {
        command.args(FLAGS.map(|(level, short, help)| {
            Arg::new(level.as_str())
                .short(short)
                .long(level.as_str())
                .value_name("RULE")
                .action(ArgAction::Append)
                .help(help)
        }))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut flags = Vec::new();
        for (level, ..) in FLAGS {
            let id = level.as_str();
            let names = matches.get_many::<String>(id).into_iter().flatten();
            let indices = matches.indices_of(id).into_iter().flatten();
            flags.extend(indices.zip(names).map(|(at, name)| (at, level, name)));
        }
        flags.sort_by_key(|(at, ..)| *at);
        let flag = |(_, level, name): (usize, Level, &String)| (level, name.clone());
        Ok(Self(flags.into_iter().map(flag).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Error, resolve_levels};
    use crate::facts::RuleId;
    use crate::page::Page;

    fn page(id: &'static str, level: &str) -> (RuleId, Page) {
        let text = format!(
            "+++\nid = \"{id}\"\ngroup = \"capacity\"\nlevel = \"{level}\"\nquestion = 1\n+++\nA.\n"
        );
        (RuleId(id), Page::parse(&format!("{id}.md"), &text).unwrap())
    }

    /// The levels of two rules, `some-rule` at warn and `off` at allow, after these arguments.
    fn levels(configured: &[(&str, Level)], args: &[&str]) -> Result<(Level, Level), String> {
        let command = <LevelFlags as clap::Args>::augment_args(Command::new("test"));
        let args = std::iter::once("test").chain(args.iter().copied());
        let matches = command.try_get_matches_from(args).unwrap();
        let flags = LevelFlags::from_arg_matches(&matches).unwrap();
        let pages = [page("some-rule", "warn"), page("off", "allow")];
        let configured = configured.iter().map(|(n, l)| (n.to_string(), *l)).collect();
        match resolve_levels(&pages, &configured, &flags.0) {
            Ok(levels) => Ok((levels["some-rule"], levels["off"])),
            Err(Error::UnknownRule { name, help }) => Err(format!("{name}: {help}")),
            Err(error) => Err(error.to_string()),
        }
    }

    #[test]
    fn the_later_flag_wins_over_the_earlier_and_any_flag_over_configuration() {
        use Level::{Allow, Deny, Warn};
        assert_eq!(levels(&[], &[]), Ok((Warn, Allow)));
        assert_eq!(levels(&[("some-rule", Deny)], &[]), Ok((Deny, Allow)));
        let configured = [("some-rule", Deny), ("off", Warn)];
        assert_eq!(levels(&configured, &["-A", "some-rule"]), Ok((Allow, Warn)));
        assert_eq!(
            levels(&[], &["-D", "some-rule", "-Asome-rule", "--warn", "off"]),
            Ok((Allow, Warn))
        );
        assert_eq!(levels(&[], &["-A", "some-rule", "-D", "some-rule"]), Ok((Deny, Allow)));
    }

    #[test]
    fn warnings_are_the_rules_at_warn_and_leave_the_others_alone() {
        use Level::{Allow, Deny, Warn};
        assert_eq!(levels(&[], &["-D", "warnings"]), Ok((Deny, Allow)));
        assert_eq!(levels(&[], &["-D", "warnings", "-W", "some-rule"]), Ok((Warn, Allow)));
    }

    #[test]
    fn a_rule_that_is_not_there_is_an_error_with_the_nearest_one() {
        assert_eq!(
            levels(&[], &["-D", "some-rul"]),
            Err("some-rul: did you mean `some-rule`?".to_string())
        );
        assert_eq!(
            levels(&[], &["-D", "xyz"]),
            Err("xyz: `cargo golive rules` lists all rules".to_string())
        );
    }
}
