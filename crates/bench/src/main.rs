//! `make bench`: what a page costs, at 10,000, 100,000 and 1,000,000 cases with the same caseload,
//! beside a page that only says hello, in one run. Machines differ and are busy: the ratios count.
//!
//! Every figure is the best of several rounds, hello and page by turns. Server CPU time is what the
//! server's process used (with PostgreSQL: and what its database server used).

#![expect(clippy::print_stdout, reason = "a bench prints its table")]

mod discovery;
mod grow;
mod load;
mod measure;
mod plant;
mod restore;
mod server;
mod table;

use clap::{Parser, Subcommand};

/// What went wrong.
pub(crate) type Problem = Box<dyn std::error::Error + Send + Sync>;

#[derive(Parser)]
#[command(about = "Measures what Throughline's pages cost, as ratios to a page that says hello")]
struct Arguments {
    /// How many cases, step by step.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000,1000000")]
    sizes: Vec<u64>,
    /// The same for PostgreSQL; it is measured when TEST_POSTGRES names a server.
    #[arg(long, value_delimiter = ',', default_value = "10000,100000")]
    postgres_sizes: Vec<u64>,
    #[command(subcommand)]
    command: Option<Part>,
}

#[derive(Subcommand)]
enum Part {
    /// Serves the page that says hello; the bench starts it by itself.
    #[command(hide = true)]
    Hello,
    /// Whether the time that a wrong password takes tells which names there are (row S2).
    SignIn,
}

#[tokio::main]
async fn main() -> Result<(), Problem> {
    let arguments = Arguments::parse();
    match arguments.command {
        Some(Part::Hello) => return hello().await,
        Some(Part::SignIn) => return discovery::sign_in().await,
        None => {}
    }
    let folder = tempfile::tempdir()?;
    let address = folder.path().join("throughline.db").display().to_string();
    measure::engine("SQLite", folder.path(), &address, &arguments.sizes).await?;
    drop(folder);
    if let Ok(server) = std::env::var("TEST_POSTGRES") {
        let folder = tempfile::tempdir()?;
        let address = measure::postgres_database(&server).await?;
        measure::engine("PostgreSQL", folder.path(), &address, &arguments.postgres_sizes).await?;
    } else {
        println!("PostgreSQL was not measured: TEST_POSTGRES names no server");
    }
    Ok(())
}

/// The least that a page can be, on the same web server.
#[expect(clippy::disallowed_methods, reason = "nothing of Throughline is behind this page")]
async fn hello() -> Result<(), Problem> {
    use axum::{Router, response::Html, routing::get};
    let router = Router::new().route("/", get(async || Html("<!doctype html><p>Hello")));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}
