//! `liuhen law …`: reads the law data that is built in, and no database.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::Law as LawData;
use app::rules::{DueOptions, From};
use clap::{Args, Subcommand};
use serde_json::json;

use super::{say, say_error};

/// The law as data.
#[derive(Args)]
pub(crate) struct Law {
    #[command(subcommand)]
    what: What,
    /// 用这个目录下的规则数据代替内置的
    #[arg(long, global = true)]
    law: Option<PathBuf>,
    /// 以 JSON 输出
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Subcommand)]
enum What {
    /// 检查规则包、日历、文书目录
    Check,
    /// 列出规则
    List,
    /// 查看一条规则
    Show {
        /// 规则编号
        id: String,
    },
    /// 条文、规则、场景对照表
    Matrix,
    /// 计算期限
    Due(Due),
    /// 运行场景文件；不写文件时运行内置的全部场景
    Run {
        /// 场景文件
        files: Vec<PathBuf>,
    },
}

#[derive(Args)]
struct Due {
    /// 规则编号
    rule: String,
    /// 起算日（2025-09-19）或时刻（2025-10-02T15:20:00+08:00）
    #[arg(long)]
    from: String,
    /// 只在这个规则包里找
    #[arg(long)]
    pack: Option<String>,
    /// 已批准延长的次数
    #[arg(long, default_value_t = 0)]
    extended: u32,
    /// 加处罚款等按日计算的：本金（分）
    #[arg(long, requires = "days")]
    principal_fen: Option<i64>,
    /// 加处罚款等按日计算的：天数
    #[arg(long, requires = "principal_fen")]
    days: Option<u32>,
}

impl Law {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let loaded = match &self.law {
            None => LawData::built_in(),
            Some(folder) => LawData::load(&read_folder(folder)?),
        };
        let law = match loaded {
            Ok(law) => law,
            Err(defects) => {
                for d in &defects {
                    say(&format!("{}：{}。{}", d.place, d.what, d.fix));
                }
                say(&format!("共{}处错误", defects.len()));
                return Ok(ExitCode::from(1));
            }
        };
        match &self.what {
            What::Check => {
                let (rules, kinds) = (law.book.rules().len(), law.catalogue.len());
                say(&format!("规则{rules}条，文书{kinds}种，没有发现错误"));
                Ok(ExitCode::SUCCESS)
            }
            What::List => self.list(&law),
            What::Show { id } => self.show(&law, id),
            What::Matrix => {
                let results: Vec<_> = law
                    .scenarios
                    .iter()
                    .map(|(path, text)| app::rules::scenario::run_file(&law.book, path, text))
                    .collect();
                say(&app::rules::matrix(&law.book, &results));
                let holes = app::rules::unproven(&law.book, &results);
                for hole in &holes {
                    say(hole);
                }
                Ok(if holes.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
            }
            What::Due(due) => self.due(&law, due),
            What::Run { files } => self.scenarios(&law, files),
        }
    }

    fn list(&self, law: &LawData) -> anyhow::Result<ExitCode> {
        for rule in law.book.rules() {
            if self.json {
                say(&json!({ "id": rule.id, "pack": rule.pack, "article": rule.article.to_string(), "title": rule.title, "shape": rule.shape_name() }).to_string());
            } else {
                say(&format!(
                    "{}\t{}\t{}\t{}",
                    rule.id,
                    rule.article,
                    rule.shape_name(),
                    rule.title
                ));
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, law: &LawData, id: &str) -> anyhow::Result<ExitCode> {
        let Some(rule) = law.book.rule(id) else {
            bail!("没有规则“{id}”，请用 liuhen law list 查看")
        };
        let (file, line) = &rule.written_at;
        if self.json {
            let answer = json!({
                "id": rule.id, "pack": rule.pack, "article": rule.article.to_string(),
                "title": rule.title, "quote": rule.quote, "message": rule.message(),
                "severity": rule.severity.as_str(), "shape": rule.shape_name(),
                "blocks": rule.blocks, "verified": rule.verified.as_str(),
                "exemption": rule.exemption, "file": file, "line": line,
            });
            say(&answer.to_string());
            return Ok(ExitCode::SUCCESS);
        }
        let acts: Vec<_> = rule.applies_to.iter().map(|act| act.zh()).collect();
        for (label, text) in [
            ("编号", rule.id.clone()),
            ("规则包", rule.pack.clone()),
            ("条文", rule.article.to_string()),
            ("事项", rule.title.clone()),
            ("内容", rule.quote.clone()),
            ("适用", acts.join("、")),
            ("级别", format!("{} {}", rule.severity.as_str(), rule.severity.zh())),
            ("种类", rule.shape_name().to_owned()),
            ("阻断", rule.blocks.join("、")),
            ("例外", rule.exemption.clone().unwrap_or_default()),
            ("提示", rule.message().to_owned()),
            ("核对", rule.verified.zh().to_owned()),
            ("出处", format!("{file}:{line}")),
        ] {
            if !text.is_empty() {
                say(&format!("{label}：{text}"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn due(&self, law: &LawData, due: &Due) -> anyhow::Result<ExitCode> {
        if let (Some(pack), Some(rule)) = (&due.pack, law.book.rule(&due.rule))
            && rule.pack.split('@').next() != Some(pack.as_str())
            && rule.pack != *pack
        {
            bail!("规则“{}”不在规则包“{pack}”内，它在“{}”", due.rule, rule.pack);
        }
        let from: From = match due.from.parse() {
            Ok(from) => from,
            Err(error) => return refused(&error),
        };
        if let (Some(principal), Some(days)) = (due.principal_fen, due.days) {
            return self.accrued(law, due, principal, days);
        }
        let options = DueOptions { extended: due.extended, ..DueOptions::default() };
        let answer = match law.book.due(&due.rule, from, &options) {
            Ok(answer) => answer,
            Err(error) => return refused(&error),
        };
        if self.json {
            say(&serde_json::to_string(&answer)?);
            return Ok(ExitCode::SUCCESS);
        }
        for step in &answer.trace {
            say(step);
        }
        let last = match answer.due_on {
            Some(day) => format!("届满日：{}（{}）", day.to_chinese(), day),
            None => format!("届满时刻：{}", answer.due_at),
        };
        say(&last);
        if let Some(lenient) = answer.lenient_due_on {
            say(&format!("另一种理解（末日顺延）：{}，由机关书面选定", lenient.to_chinese()));
        }
        if answer.estimated {
            say("注意：跨入尚未公布放假安排的年份，此为预估");
        }
        Ok(ExitCode::SUCCESS)
    }

    fn accrued(
        &self,
        law: &LawData,
        due: &Due,
        principal: i64,
        days: u32,
    ) -> anyhow::Result<ExitCode> {
        match law.book.accrued(&due.rule, principal, days) {
            Ok(answer) if self.json => say(&serde_json::to_string(&answer)?),
            Ok(answer) => {
                let yuan = format!("{}.{:02}", answer.amount_fen / 100, answer.amount_fen % 100);
                let cap = if answer.capped { "（已达上限）" } else { "" };
                say(&format!("{}：{days}天，加处{yuan}元{cap}", answer.basis));
            }
            Err(error) => return refused(&error),
        }
        Ok(ExitCode::SUCCESS)
    }

    fn scenarios(&self, law: &LawData, files: &[PathBuf]) -> anyhow::Result<ExitCode> {
        let texts = if files.is_empty() {
            law.scenarios.clone()
        } else {
            let read = |path: &PathBuf| {
                let text = std::fs::read_to_string(path);
                let text = text.with_context(|| format!("不能读取场景文件 {}", path.display()))?;
                Ok((path.display().to_string(), text))
            };
            files.iter().map(read).collect::<anyhow::Result<Vec<_>>>()?
        };
        let mut failed = 0;
        let mut run = 0;
        for (path, text) in &texts {
            let result = app::rules::scenario::run_file(&law.book, path, text);
            run += 1;
            failed += usize::from(!result.passed());
            self.say_result(path, &result);
        }
        say(&format!("场景{run}个，未通过{failed}个"));
        Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

impl Law {
    fn say_result(&self, path: &str, result: &app::rules::scenario::ScenarioResult) {
        let defects =
            result.defects.iter().map(|d| format!("{}:{}：{}。{}", d.file, d.line, d.what, d.fix));
        let told: Vec<String> =
            defects.chain(result.differences.iter().map(ToString::to_string)).collect();
        if self.json {
            say(&json!({ "file": path, "name": result.name, "passed": result.passed(), "failures": told }).to_string());
        } else if !result.passed() {
            say(&format!("未通过 {path} {}", result.name));
            told.iter().for_each(|line| say(&format!("  {line}")));
        }
    }
}

/// Bad input is an answer, not a fault.
fn refused(error: &app::rules::RuleError) -> anyhow::Result<ExitCode> {
    say_error(&error.to_string());
    Ok(ExitCode::from(2))
}

/// All files below a folder, with paths relative to it.
fn read_folder(root: &std::path::Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder);
        for entry in entries.with_context(|| format!("不能读取目录 {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                let name = path.strip_prefix(root)?.to_string_lossy().into_owned();
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}
