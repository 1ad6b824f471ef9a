//! Scenario files: a world, rules, steps and expectations in one readable file, and the player that runs them.
