//! Programs of the operating system, and the Debian packages they come from.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::command;

/// The oldest Node.js that the build of the UI runs on.
const NODE_AT_LEAST: u32 = 20;
/// How long to wait for another package manager that is at work.
const LOCK_SECONDS: &str = "DPkg::Lock::Timeout=600";

/// How to see that a need is met.
enum Sign {
    /// Each of these programs is on `PATH`.
    Programs(&'static [&'static str]),
    /// The server programs of PostgreSQL are there; Debian keeps them off `PATH`.
    PostgresServer,
    /// This file or folder is there.
    Path(&'static str),
    /// Python can make a virtual environment.
    PythonVenv,
}

/// Something the tool cannot do without.
pub(crate) struct Need {
    sign: Sign,
    package: &'static str,
    why: &'static str,
}

const COMPILER: Need = Need {
    sign: Sign::Programs(&["cc"]),
    package: "build-essential",
    why: "链接程序、编译 SQLite",
};
const VIDEO: Need =
    Need {
        sign: Sign::Programs(&["ffmpeg", "ffprobe"]), package: "ffmpeg", why: "音像资料检视"
    };
const SANDBOX: Need =
    Need {
        sign: Sign::Programs(&["bwrap"]), package: "bubblewrap", why: "音像检视进程的沙箱"
    };
const LIMITS: Need = Need {
    sign: Sign::Programs(&["prlimit", "setpriv"]),
    package: "util-linux",
    why: "子进程限额",
};
const RARE_GLYPHS: Need = Need {
    sign: Sign::Path("/usr/share/fonts/truetype/hanazono"),
    package: "fonts-hanazono",
    why: "人名中的生僻字",
};
const SCREEN_GLYPHS: Need = Need {
    sign: Sign::Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"),
    package: "fonts-wqy-microhei",
    why: "示例视频上的中文字样、浏览器里的中文",
};

/// Where Debian puts nginx, off the usual `PATH`.
pub(crate) const NGINX: &str = "/usr/sbin/nginx";

/// What `cargo xtask bench` needs to measure ours beside others.
pub(crate) const FOR_BENCH: &[Need] =
    &[COMPILER, LIMITS, Need { sign: Sign::Path(NGINX), package: "nginx-light", why: "对照" }];

/// What `cargo xtask demo` needs.
pub(crate) const FOR_DEMO: &[Need] =
    &[COMPILER, VIDEO, SANDBOX, LIMITS, RARE_GLYPHS, SCREEN_GLYPHS];

/// What `cargo xtask test` needs.
pub(crate) const FOR_TEST: &[Need] = &[
    COMPILER,
    VIDEO,
    SANDBOX,
    LIMITS,
    RARE_GLYPHS,
    SCREEN_GLYPHS,
    Need {
        sign: Sign::PostgresServer, package: "postgresql", why: "在 PostgreSQL 上重跑存储测试"
    },
    Need {
        sign: Sign::Programs(&["chromium"]), package: "chromium", why: "浏览器端到端测试"
    },
    Need {
        sign: Sign::Programs(&["pdftotext"]), package: "poppler-utils", why: "核对公文文字"
    },
    Need {
        sign: Sign::Programs(&["sqlite3"]), package: "sqlite3", why: "从外部核对数据库"
    },
    Need {
        sign: Sign::Programs(&["softhsm2-util"]),
        package: "softhsm2",
        why: "在密码模块里签名的测试",
    },
    Need {
        sign: Sign::Programs(&["openssl"]), package: "openssl", why: "真实的时间戳机构"
    },
    Need {
        sign: Sign::PythonVenv, package: "python3-venv", why: "用 bagit 独立核对归档包"
    },
];

impl Need {
    fn is_met(&self) -> bool {
        match self.sign {
            Sign::Programs(programs) => programs.iter().all(|name| command::found(name).is_some()),
            Sign::PostgresServer => postgres_folder().is_some(),
            Sign::Path(path) => Path::new(path).exists(),
            Sign::PythonVenv => {
                command::output(Command::new("python3").args(["-c", "import venv, ensurepip"]))
                    .is_ok()
            }
        }
    }
}

/// The folder that holds `initdb` and `postgres`, the newest version first.
pub(crate) fn postgres_folder() -> Option<PathBuf> {
    let holds =
        |folder: &Path| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| holds(folder))
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, folder)| folder);
    newest.or_else(|| {
        command::found("initdb")?.parent().filter(|folder| holds(folder)).map(Path::to_path_buf)
    })
}

/// Installs what is missing, if we are root on a Debian-like system.
///
/// # Errors
/// Something is missing and we may not install it: the message is the one command to type.
pub(crate) fn ensure(needs: &[Need]) -> Result<()> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !need.is_met()).collect();
    if missing.is_empty() {
        eprintln!("所需的系统程序齐全");
        return Ok(());
    }
    for need in &missing {
        eprintln!("缺少 {}({})", need.package, need.why);
    }
    let packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if command::found("apt-get").is_none() {
        bail!("请用本系统的软件包管理器安装:{}", packages.join(" "));
    }
    if !command::is_root() {
        bail!(
            "请先运行这一条命令,再重来:\nsudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            packages.join(" ")
        );
    }
    if packages.contains(&"postgresql") {
        no_standing_cluster()?;
    }
    command::run(apt().args(["update", "-qq"]))?;
    command::run(
        apt()
            .args(["install", "-y", "-qq", "--no-install-recommends"])
            .args(["-o", "Dpkg::Options::=--force-confold"])
            .args(&packages),
    )?;
    match missing.iter().find(|need| !need.is_met()) {
        None => Ok(()),
        Some(need) => bail!("安装 {} 后仍不可用", need.package),
    }
}

fn apt() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", LOCK_SECONDS]);
    command
}

/// Debian's package would create and start a database of its own; we need the programs only.
fn no_standing_cluster() -> Result<()> {
    let file = Path::new("/etc/postgresql-common/createcluster.conf");
    if file.exists() {
        return Ok(());
    }
    let folder = file.parent().context("路径不完整")?;
    fs::create_dir_all(folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    fs::write(file, "create_main_cluster = false\n")
        .with_context(|| format!("无法写 {}", file.display()))?;
    eprintln!("已写 {}:安装 postgresql 时不建立常驻数据库", file.display());
    Ok(())
}

/// Checks that Node.js and npm are there and new enough.
///
/// # Errors
/// They are missing or too old: says what to install.
pub(crate) fn ensure_node() -> Result<()> {
    let wanted = format!("需要 Node.js {NODE_AT_LEAST} 或更高版本及 npm(https://nodejs.org)");
    let said = command::output(Command::new("node").arg("--version")).context(wanted.clone())?;
    command::output(Command::new("npm").arg("--version")).context(wanted.clone())?;
    let said = String::from_utf8_lossy(&said).trim().to_owned();
    match major_version(&said) {
        Some(major) if major >= NODE_AT_LEAST => Ok(()),
        Some(_) | None => bail!("{wanted};现有 {said}"),
    }
}

fn major_version(text: &str) -> Option<u32> {
    text.strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_read() {
        assert_eq!(major_version("v20.20.2"), Some(20));
        assert_eq!(major_version("v9.0.0"), Some(9));
        assert_eq!(major_version("20"), None);
    }

    #[test]
    fn the_demo_needs_nothing_that_only_a_test_needs() {
        let of = |needs: &[Need]| needs.iter().map(|need| need.package).collect::<Vec<_>>();
        assert!(of(FOR_DEMO).iter().all(|package| of(FOR_TEST).contains(package)));
        assert!(!of(FOR_DEMO).contains(&"postgresql") && !of(FOR_DEMO).contains(&"chromium"));
    }

    #[test]
    fn a_missing_program_is_an_unmet_need() {
        let need = Need {
            sign: Sign::Programs(&["sh", "no-such-program-here"]),
            package: "nothing",
            why: "",
        };
        assert!(!need.is_met());
    }
}
