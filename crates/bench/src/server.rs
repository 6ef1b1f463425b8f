//! The servers that are measured, as processes of their own, and what they use of the machine.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command as Spawn},
};

use crate::Problem;

/// Clock ticks in a second, in /proc on Linux.
const TICK: Duration = Duration::from_millis(10);

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    pid: u32,
    /// Where it listens.
    pub(crate) address: String,
    /// How long it took until it listened.
    pub(crate) started_in: Duration,
    has_postgres: bool,
}

impl Server {
    /// `throughline serve` over a folder of data, the binary beside this one.
    pub(crate) async fn throughline(folder: &Path, url: Option<&str>) -> Result<Self, Problem> {
        let mut command = Spawn::new(beside("throughline")?);
        command.arg("serve").arg("--data").arg(folder).args(["--listen", "127.0.0.1:0"]);
        if let Some(url) = url {
            command.args(["--database-url", url]);
        }
        Self::start(command, url.is_some()).await
    }

    /// The page that says hello and nothing else, on the same web server.
    pub(crate) async fn hello() -> Result<Self, Problem> {
        let mut command = Spawn::new(std::env::current_exe()?);
        command.arg("hello");
        Self::start(command, false).await
    }

    async fn start(mut command: Spawn, has_postgres: bool) -> Result<Self, Problem> {
        let began = Instant::now();
        let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn()?;
        let pid = child.id().ok_or("the server is gone")?;
        let mut lines = BufReader::new(child.stdout.take().ok_or("no output")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some(address) = line.strip_prefix("listening on http://") {
                let address = address.to_owned();
                return Ok(Self { child, pid, address, started_in: began.elapsed(), has_postgres });
            }
        }
        Err("the server stopped before it listened".into())
    }

    /// CPU time used so far, by it and by its database server.
    pub(crate) fn cpu(&self) -> Result<Duration, Problem> {
        let mut ticks = ticks_of(&format!("/proc/{}/stat", self.pid))?;
        if self.has_postgres {
            for entry in fs::read_dir("/proc")? {
                let folder = entry?.path();
                let name = fs::read_to_string(folder.join("comm")).unwrap_or_default();
                if name.trim_end() == "postgres" {
                    let stat = folder.join("stat");
                    ticks += ticks_of(&stat.display().to_string()).unwrap_or_default();
                }
            }
        }
        Ok(TICK * u32::try_from(ticks)?)
    }

    /// Memory in use, in MB.
    pub(crate) fn memory(&self) -> Result<f64, Problem> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes: f64 =
            line.and_then(|line| line.split_whitespace().next()).ok_or("no VmRSS")?.parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// How often it waited for the disk while something was done; strace counts.
    pub(crate) async fn disk_waits<F: Future<Output = Result<(), Problem>>>(
        &self,
        folder: &Path,
        doing: F,
    ) -> Result<usize, Problem> {
        let output = folder.join("strace");
        let pid = self.pid.to_string();
        let mut strace = Spawn::new("strace")
            .args(["-f", "-e", "trace=fsync,fdatasync", "-p", &pid, "-o"])
            .arg(&output)
            .stderr(Stdio::piped())
            .spawn()?;
        // It says so once it is attached.
        let mut said = BufReader::new(strace.stderr.take().ok_or("no output")?).lines();
        said.next_line().await?;
        doing.await?;
        stop(strace.id())?;
        strace.wait().await?;
        let text = fs::read_to_string(output)?;
        Ok(text.lines().filter(|line| line.contains("sync(") && !line.contains("resumed")).count())
    }

    /// Stops it and waits.
    pub(crate) async fn stop(mut self) -> Result<(), Problem> {
        stop(Some(self.pid))?;
        self.child.wait().await?;
        Ok(())
    }
}

fn stop(pid: Option<u32>) -> Result<(), Problem> {
    let pid = pid.ok_or("it is gone")?.to_string();
    Command::new("kill").args(["-TERM", &pid]).status()?;
    Ok(())
}

/// User and system time in a line of /proc/…/stat, in ticks; of a postmaster its children's too.
fn ticks_of(path: &str) -> Result<u64, Problem> {
    let stat = fs::read_to_string(path)?;
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let mut sum = 0;
    for field in after_name.split_whitespace().skip(11).take(4) {
        sum += field.parse::<u64>()?;
    }
    Ok(sum)
}

/// A binary in the folder of this one.
pub(crate) fn beside(name: &str) -> Result<PathBuf, Problem> {
    let binary = std::env::current_exe()?.with_file_name(name);
    if binary.is_file() {
        return Ok(binary);
    }
    Err(format!("there is no {}: run `make bench`", binary.display()).into())
}
