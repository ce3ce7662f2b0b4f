//! `cargo xtask test`: everything, with real parts, on a fresh machine. The gate runs only this.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::check;
use crate::command;
use crate::generate;
use crate::prove;
use crate::repo::Repo;
use crate::running::{self, Launch, Running, Stop};
use crate::set_up::postgres::PrivatePostgres;
use crate::set_up::{fonts, programs, python, web};
use crate::steps::Steps;

/// The sample county is filled with real short clips before the server answers.
const DEMO_PATIENCE: Duration = Duration::from_secs(300);

/// Names under which the tests find what this run has prepared.
struct Prepared {
    fonts: PathBuf,
    python: PathBuf,
    postgres: PrivatePostgres,
}

impl Prepared {
    fn variables(&self) -> [(&'static str, OsString); 3] {
        [
            ("LIUHEN_FONTS", self.fonts.clone().into()),
            ("LIUHEN_BAGIT_PYTHON", self.python.clone().into()),
            ("LIUHEN_TEST_PG", self.postgres.url().into()),
        ]
    }
}

/// Runs every step it can and sums up. What it started is stopped, whatever happens.
///
/// # Errors
/// A step failed or could not be run.
pub(crate) fn test(repo: &Repo) -> Result<()> {
    let mut steps = Steps::new();
    let prepared = prepare(repo, &mut steps);
    check::quick(repo, &mut steps);
    let has_ui = user_interface(repo, &mut steps);
    let built = steps.run("编译全部测试", || {
        // One invocation with the features of the test runs below, so that nothing is built twice.
        let arguments = ["build", "--workspace", "--bins", "--tests", "--examples"];
        command::run(&mut command::cargo(repo.root(), arguments))
    });
    match (&prepared, built) {
        (Some(prepared), Some(())) => {
            rust_tests(repo, prepared, &mut steps);
            let program = generate::built_program(repo);
            check::ask_program(repo, &program, &mut steps);
            prove::suite(repo, &mut steps);
            if has_ui {
                steps.run("浏览器端到端", || end_to_end(repo, &program, prepared));
            } else {
                steps.not_run("浏览器端到端", "界面未能编译");
            }
        }
        (None, _) => steps.not_run("Rust 测试与端到端", "所需的程序未齐"),
        (Some(_), None) => steps.not_run("Rust 测试与端到端", "未能编译"),
    }
    drop(prepared);
    check::lint(repo, &mut steps);
    steps.finish()
}

fn prepare(repo: &Repo, steps: &mut Steps) -> Option<Prepared> {
    steps.run("补齐系统程序", || {
        programs::ensure(programs::FOR_TEST)?;
        programs::ensure_node()
    })?;
    let fonts = steps.run("公文字体", || fonts::fetch(repo));
    let python = steps
        .run("独立的 Python 程序(BagIt 校验、tus 客户端)", || python::install(repo));
    let postgres = steps.run("启动一次性 PostgreSQL", || PrivatePostgres::start(repo));
    Some(Prepared { fonts: fonts?, python: python?, postgres: postgres? })
}

/// Whether there is a UI to try in a browser.
fn user_interface(repo: &Repo, steps: &mut Steps) -> bool {
    let built = steps.run("编译界面", || web::build(repo)).is_some();
    if !built {
        steps.not_run("界面类型检查与单元测试", "界面未能编译");
        return false;
    }
    for (title, script) in [("界面类型检查", "check"), ("界面单元测试", "test")] {
        steps.run(title, || command::run(web::npm(repo).args(["run", "--silent", script])));
    }
    true
}

fn rust_tests(repo: &Repo, prepared: &Prepared, steps: &mut Steps) {
    let cargo = |arguments: &[&str]| {
        let mut command = command::cargo(repo.root(), arguments);
        command.envs(prepared.variables());
        command
    };
    steps.run("Rust 单元与集成测试", || {
        let has_nextest = command::found("cargo-nextest").is_some();
        let runner: &[&str] = if has_nextest {
            &["nextest", "run", "--workspace", "--bins", "--tests", "--examples", "--no-fail-fast"]
        } else {
            &["test", "--workspace", "--bins", "--tests", "--examples", "--no-fail-fast"]
        };
        command::run(&mut cargo(runner))
    });
    steps.run("文档里的例子", || command::run(&mut cargo(&["test", "--workspace", "--doc"])));
}

/// The stories in headless Chromium against the real program and a fresh sample county.
fn end_to_end(repo: &Repo, program: &Path, prepared: &Prepared) -> Result<()> {
    let folder = repo.target("e2e");
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("无法清理 {}", folder.display()))?;
    }
    fs::create_dir_all(&folder).with_context(|| format!("无法建立 {}", folder.display()))?;
    let port = running::free_port()?;
    let data = folder.join("data");
    let log = folder.join("server.log");
    let arguments = [
        "demo".to_owned(),
        "--data".to_owned(),
        data.to_string_lossy().into_owned(),
        "--listen".to_owned(),
        format!("127.0.0.1:{port}"),
    ];
    let running = Running::start(&Launch {
        program,
        arguments: &arguments,
        variables: &prepared.variables(),
        user: None,
        stop: Stop::Terminate,
        log: &log,
        patience: DEMO_PATIENCE,
        is_ready: |line| line.contains("http://127.0.0.1:"),
    })?;
    let chromium = command::found("chromium").context("没有找到 chromium")?;
    let outcome = command::run(
        web::npm(repo)
            .args(["run", "--silent", "e2e"])
            .env("LIUHEN_URL", format!("http://127.0.0.1:{port}"))
            .env("LIUHEN_CHROMIUM", chromium)
            .env("LIUHEN_E2E_FOLDER", &folder)
            .env("LIUHEN_PROGRAM", program)
            .env("LIUHEN_PYTHON", &prepared.python),
    );
    drop(running);
    outcome.with_context(|| format!("服务日志在 {}", log.display()))
}
