//! The processor time and memory of the binary under test and of `PostgreSQL`.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::Failure;

/// The kernel's ticks per second, the same on every Linux.
const TICKS: u64 = 100;

/// The binary as a process; killed when dropped.
pub(crate) struct Binary {
    process: Child,
    pub(crate) url: String,
}

impl Binary {
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let output = process.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let url = line
            .trim()
            .strip_prefix("ready: ")
            .ok_or("it did not start")?
            .to_owned();
        Ok(Self { process, url })
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The time for which a process has used a processor so far.
pub(crate) fn processor_time(id: u32) -> Result<Duration, Failure> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat"))?;
    // The name, in brackets, may contain anything. The times are the 12th and 13th field after it.
    let (_, fields) = stat.rsplit_once(')').ok_or("an unknown form of /proc")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || {
        fields
            .next()
            .and_then(|it| it.parse::<u64>().ok())
            .ok_or("an unknown form of /proc")
    };
    Ok(Duration::from_millis((ticks()? + ticks()?) * 1000 / TICKS))
}

/// A process's peak memory, in MiB.
pub(crate) fn peak_memory(id: u32) -> Result<u64, Failure> {
    let status = fs::read_to_string(format!("/proc/{id}/status"))?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("an unknown form of /proc")?;
    let kib: u64 = line
        .split_whitespace()
        .next()
        .ok_or("an unknown form of /proc")?
        .parse()?;
    Ok(kib / 1024)
}

/// The processes of the database server with this data folder: the one that it names, and its children.
pub(crate) fn of_database(folder: &Path) -> Result<Vec<u32>, Failure> {
    let named = [
        folder.join("postmaster.pid"),
        folder.join("data/postmaster.pid"),
    ];
    let text = named
        .iter()
        .find_map(|path| fs::read_to_string(path).ok())
        .ok_or("no postmaster.pid")?;
    let first: u32 = text
        .lines()
        .next()
        .ok_or("an empty postmaster.pid")?
        .trim()
        .parse()?;
    let mut all = vec![first];
    for entry in fs::read_dir("/proc")?.flatten() {
        let Some(id) = entry
            .file_name()
            .to_str()
            .and_then(|name| name.parse::<u32>().ok())
        else {
            continue;
        };
        let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else {
            continue;
        };
        let parent = stat
            .rsplit_once(')')
            .and_then(|(_, rest)| rest.split_whitespace().nth(1)?.parse().ok());
        if parent == Some(first) {
            all.push(id);
        }
    }
    Ok(all)
}
