//! What holds in every commit, checked by machine: one finding a line, all of them at once.

mod arrows;
mod glossary;
mod homes;
mod law;
mod licences;
mod machine_paths;
mod metadata;
mod purity;
mod sabotage;
mod sizes;
mod source;

use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use crate::command;
use crate::generate;
use crate::repo::Repo;
use crate::steps::Steps;

/// Something that breaks a rule of the house.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    /// File (and line), crate or table row.
    pub(crate) place: String,
    /// What is wrong and what to do, in Chinese.
    pub(crate) what: String,
}

impl Finding {
    fn new(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.place, self.what)
    }
}

/// Prints the findings in a stable order.
fn judge(mut findings: Vec<Finding>) -> Result<()> {
    findings.sort();
    findings.dedup();
    for finding in &findings {
        eprintln!("{finding}");
    }
    match findings.len() {
        0 => Ok(()),
        count => bail!("{count} 处不符合"),
    }
}

/// The checks that build nothing: seconds.
pub(crate) fn quick(repo: &Repo, steps: &mut Steps) {
    steps.run("格式 cargo fmt", || {
        command::run(&mut command::cargo(repo.root(), ["fmt", "--all", "--check"]))
    });
    steps.run("箭头、重型依赖、许可证", || {
        let metadata = metadata::read(repo)?;
        let mut findings = arrows::check(&metadata.crates);
        findings.extend(homes::check(&metadata.crates, &repo.path("Cargo.lock"))?);
        findings.extend(licences::check(&metadata.licences, &repo.path("web/package-lock.json"))?);
        judge(findings)
    });
    steps.run("纯净房间、文件长度、术语表、机器路径", || {
        let files = repo.text_files()?;
        let mut findings = purity::check(&files);
        findings.extend(sizes::check(&files));
        findings.extend(sabotage::check(&files));
        findings.extend(glossary::check(&files));
        findings.extend(machine_paths::check(&files, repo.root()));
        judge(findings)
    });
}

/// Clippy over everything; warnings are errors.
pub(crate) fn lint(repo: &Repo, steps: &mut Steps) {
    steps.run("clippy", || {
        let arguments =
            ["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"];
        command::run(&mut command::cargo(repo.root(), arguments))
    });
}

/// The checks that ask the built program: the law's self-check and the generated files.
pub(crate) fn ask_program(repo: &Repo, program: &Path, steps: &mut Steps) {
    steps.run("法规包自检与条文矩阵", || law::check(repo, program));
    steps.run("生成物与程序一致", || generate::compare(repo, program));
}

/// `cargo xtask check`: everything above; with `--quick`, only what builds nothing.
///
/// # Errors
/// Some check failed; all of them have been run and shown.
pub(crate) fn check(repo: &Repo, arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let is_quick = match arguments.as_slice() {
        [] => false,
        ["--quick"] => true,
        _ => bail!("用法:cargo xtask check [--quick]"),
    };
    let mut steps = Steps::new();
    quick(repo, &mut steps);
    if !is_quick {
        lint(repo, &mut steps);
        match steps.run("编译 liuhen", || generate::program(repo)) {
            Some(program) => ask_program(repo, &program, &mut steps),
            None => steps.not_run("法规自检、生成物", "程序未能编译"),
        }
    }
    steps.finish()
}
