//! `throughline routes`: every route, as the router has it.

use clap::{Args, ValueEnum};
use serde_json::json;

use super::Failure;

/// How the list is written.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// One line a route.
    Text,
    /// A JSON array of objects: method, path, operation, public.
    Json,
}

#[derive(Args)]
pub(super) struct Routes {
    /// How to write the list.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Routes {
    #[expect(clippy::print_stdout, reason = "the list is what the command is for")]
    pub(super) fn run(self) -> Result<(), Failure> {
        let routes = crate::routes();
        match self.format {
            Format::Text => {
                for route in routes {
                    println!("{:<5} {:<50} {}", route.method, route.path, route.operation);
                }
            }
            Format::Json => {
                let routes: Vec<_> = routes
                    .iter()
                    .map(|it| {
                        json!({ "method": it.method.as_str(), "path": it.path,
                                "operation": it.operation, "public": it.public })
                    })
                    .collect();
                println!("{}", json!(routes));
            }
        }
        Ok(())
    }
}
