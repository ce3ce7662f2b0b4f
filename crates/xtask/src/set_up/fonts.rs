//! The typefaces of the instruments (公文): static TrueType files out of two npm packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::command;
use crate::repo::Repo;
use crate::set_up::programs;

/// One typeface file: which package, where in it, and the SHA-256 it must have.
struct Face {
    package: &'static str,
    member: &'static str,
    sha256: &'static str,
}

const SERIF: &str = "@expo-google-fonts/noto-serif-sc@0.4.3";
const SANS: &str = "@expo-google-fonts/noto-sans-sc@0.4.3";

const FACES: [Face; 3] = [
    Face {
        package: SERIF,
        member: "package/400Regular/NotoSerifSC_400Regular.ttf",
        sha256: "c358a69de3df5f423a8946a7b03e3126fb6ba116f1130a463455b4e39e1f0742",
    },
    Face {
        package: SERIF,
        member: "package/700Bold/NotoSerifSC_700Bold.ttf",
        sha256: "9c6a2ba736e4b499c84f65ce366bd3625c0401885fd3e585ace50fb738b96ff6",
    },
    Face {
        package: SANS,
        member: "package/700Bold/NotoSansSC_700Bold.ttf",
        sha256: "9a38ae0ab28cd5a256f9ea8e00dedc688aac17f7915fcb000572990afa956b96",
    },
];

/// Fills `target/fonts` and returns it. What is there with the right digest is not fetched again.
///
/// # Errors
/// npm cannot fetch a package, or a file has another digest than expected.
pub(crate) fn fetch(repo: &Repo) -> Result<PathBuf> {
    let folder = repo.target("fonts");
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    if verify(&folder).is_ok() {
        eprintln!("字体齐全:{}", folder.display());
        return Ok(folder);
    }
    programs::ensure_node()?;
    let packing = repo.target("fonts-packing");
    for package in [SERIF, SANS] {
        fs::create_dir_all(&packing).with_context(|| format!("无法建立 {}", packing.display()))?;
        unpack(package, &packing, &folder)?;
        fs::remove_dir_all(&packing).with_context(|| format!("无法清理 {}", packing.display()))?;
    }
    verify(&folder)?;
    Ok(folder)
}

/// Fetches one package and takes the wanted files out of it.
fn unpack(package: &str, packing: &Path, folder: &Path) -> Result<()> {
    command::run(Command::new("npm").args(["pack", "--silent", package]).current_dir(packing))?;
    let entries =
        fs::read_dir(packing).with_context(|| format!("无法读取 {}", packing.display()))?;
    let archive = entries
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "tgz"))
        .with_context(|| format!("npm 没有取到 {package}"))?;
    let members = FACES.iter().filter(|face| face.package == package).map(|face| face.member);
    command::run(
        Command::new("tar")
            .args(["--extract", "--gzip", "--strip-components=2", "--file"])
            .arg(&archive)
            .arg("--directory")
            .arg(folder)
            .args(members),
    )
}

fn file_name(face: &Face) -> &'static str {
    face.member.rsplit('/').next().unwrap_or(face.member)
}

/// Compares every file with its digest.
fn verify(folder: &Path) -> Result<()> {
    let mut command = Command::new("sha256sum");
    command.args(FACES.iter().map(|face| folder.join(file_name(face))));
    let said = command::output(&mut command)?;
    let said = String::from_utf8_lossy(&said);
    for face in &FACES {
        let name = file_name(face);
        said.lines()
            .find(|line| line.starts_with(face.sha256) && line.ends_with(name))
            .with_context(|| format!("字体 {name} 的摘要与约定不符"))?;
    }
    Ok(())
}
