//! Inputs that the fuzzer found interesting, run as ordinary tests: `fuzz/corpus`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::checks;

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/fuzz/corpus");

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries =
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn run(target: &str) {
    let (_, check) = checks::ALL
        .iter()
        .find(|(name, _)| *name == target)
        .expect("a target of this name");
    let files = files(&Path::new(CORPUS).join(target));
    assert!(files.len() >= 10, "a corpus of {}", files.len());
    for file in files {
        // Shown only if the check fails.
        println!("{}", file.display());
        check(&fs::read(&file).unwrap());
    }
}

#[test]
fn envelope() {
    run("envelope");
}

#[test]
fn machine() {
    run("machine");
}

#[test]
fn timestamp() {
    run("timestamp");
}

#[test]
fn token() {
    run("token");
}

#[test]
fn vendor() {
    run("vendor");
}

#[test]
fn every_target_has_a_corpus_of_its_own_and_a_small_one() {
    let folders = files(Path::new(CORPUS));
    let names: Vec<_> = folders
        .iter()
        .map(|folder| folder.file_name().unwrap().to_str().unwrap())
        .collect();
    assert_eq!(names, checks::ALL.map(|(name, _)| name));
    let all: Vec<_> = folders.iter().flat_map(|folder| files(folder)).collect();
    assert!(all.len() < 300, "{} files: minimise them", all.len());
    for file in all {
        let size = fs::metadata(&file).unwrap().len();
        assert!(size <= 4_096, "{} has {size} bytes", file.display());
    }
}
