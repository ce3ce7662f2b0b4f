//! Files made by the program: the description of its HTTP interface, and the UI's types from it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;
use crate::repo::Repo;
use crate::set_up::web;

const OPENAPI: &str = "web/src/api/openapi.json";
const TYPES: &str = "web/src/api/generated.ts";

/// Builds the program for development and returns its path.
///
/// # Errors
/// It does not compile.
pub(crate) fn program(repo: &Repo) -> Result<PathBuf> {
    command::run(&mut command::cargo(
        repo.root(),
        ["build", "--quiet", "--package", "liuhen-server", "--bin", "liuhen"],
    ))?;
    Ok(built_program(repo))
}

/// Where a development build leaves the program.
pub(crate) fn built_program(repo: &Repo) -> PathBuf {
    repo.target("debug/liuhen")
}

/// `cargo xtask gen [--check]`.
///
/// # Errors
/// The program or the type generator fails; with `--check`, a kept file differs.
pub(crate) fn generate(repo: &Repo, arguments: &[String]) -> Result<()> {
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        [] => {
            let (openapi, types) = make(repo, &program(repo)?)?;
            for (file, text) in [(OPENAPI, openapi), (TYPES, types)] {
                let path = repo.path(file);
                fs::write(&path, text).with_context(|| format!("无法写 {file}"))?;
                eprintln!("已生成 {file}");
            }
            Ok(())
        }
        ["--check"] => compare(repo, &program(repo)?),
        _ => bail!("用法:cargo xtask gen [--check]"),
    }
}

/// Makes both files anew and compares them with the kept ones.
///
/// # Errors
/// A file differs or is missing: says to run `cargo xtask gen`.
pub(crate) fn compare(repo: &Repo, program: &Path) -> Result<()> {
    let (openapi, types) = make(repo, program)?;
    let differing: Vec<&str> = [(OPENAPI, openapi), (TYPES, types)]
        .into_iter()
        .filter(|(file, text)| !fs::read(repo.path(file)).is_ok_and(|kept| kept == *text))
        .map(|(file, _)| file)
        .collect();
    if differing.is_empty() {
        return Ok(());
    }
    bail!("已过时:{};请运行 cargo xtask gen", differing.join("、"))
}

/// The two files' contents as they should be.
fn make(repo: &Repo, program: &Path) -> Result<(Vec<u8>, Vec<u8>)> {
    web::install(repo)?;
    let openapi = command::output(Command::new(program).arg("openapi"))?;
    let folder = repo.target("generated");
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    let (source, types) = (folder.join("openapi.json"), folder.join("generated.ts"));
    fs::write(&source, &openapi).with_context(|| format!("无法写 {}", source.display()))?;
    let generator = repo.path("web/node_modules/.bin/openapi-typescript");
    let mut command = Command::new(generator);
    command
        .current_dir(repo.path("web"))
        .arg(&source)
        .args(["--root-types", "--root-types-no-schema-prefix", "--output"])
        .arg(&types);
    command::output(&mut command)?;
    let types = fs::read(&types).with_context(|| format!("无法读取 {}", types.display()))?;
    Ok((openapi, types))
}
