//! `liuhen policy lint`: what a policy is worth, before somebody relies on it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use ledger::{PolicyError, PolicyFinding, PolicyLint, lint_policy};
use serde_json::json;

use super::{say, say_error};

/// Policies.
#[derive(Args)]
pub(crate) struct Policy {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 检查一份见证策略：各方由谁运营，任意两组合格的见证至少有几方相同
    Lint(Lint),
}

#[derive(Args)]
struct Lint {
    /// 策略文件
    file: PathBuf,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

/// The file does not read.
const BAD_INPUT: u8 = 2;

impl Policy {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let What::Lint(lint) = self.what;
        let text = match std::fs::read_to_string(&lint.file) {
            Ok(text) => text,
            Err(error) => {
                say_error(&format!("不能读取 {}：{error}", lint.file.display()));
                return Ok(ExitCode::from(BAD_INPUT));
            }
        };
        let policy = match ledger::Policy::parse(&text) {
            Ok(policy) => policy,
            Err(error) => {
                say_error(&format!("策略有误：{}", fault(&error)));
                return Ok(ExitCode::from(BAD_INPUT));
            }
        };
        let found = lint_policy(&policy);
        if lint.json {
            say(&to_json(&found).to_string());
        } else {
            tell(&found);
        }
        Ok(ExitCode::from(u8::from(!found.findings.is_empty())))
    }
}

fn tell(lint: &PolicyLint) {
    for (operator, names) in lint.operators.iter().filter(|(operator, _)| !operator.is_empty()) {
        say(&format!("运营单位 {operator}：{}", names.join("、")));
    }
    say(&format!("日志运营单位以外的运营单位：{} 家", lint.outside));
    if let (Some(quorum), Some(overlap)) = (lint.min_quorum, lint.min_overlap) {
        say(&format!("最少 {quorum} 方见证即为合格；任意两组合格的见证至少有 {overlap} 方相同"));
    }
    if lint.findings.is_empty() {
        say("没有发现问题");
    }
    lint.findings.iter().for_each(|finding| say(&format!("问题：{}", words(finding).1)));
}

fn to_json(lint: &PolicyLint) -> serde_json::Value {
    let finding = |finding| {
        let (code, what) = words(finding);
        json!({ "code": code, "what": what })
    };
    json!({
        "operators": lint.operators, "outside": lint.outside, "min_quorum": lint.min_quorum,
        "min_overlap": lint.min_overlap,
        "findings": lint.findings.iter().map(finding).collect::<Vec<_>>(),
    })
}

fn words(finding: &PolicyFinding) -> (&'static str, String) {
    match finding {
        PolicyFinding::NoQuorum => ("no_quorum", "不要求任何见证（quorum none）".to_owned()),
        PolicyFinding::NoOverlap => (
            "no_overlap",
            "可以有两组互不相同的见证都算合格：日志能向两边出示不同的历史，请提高所需方数"
                .to_owned(),
        ),
        PolicyFinding::NoOperator { name } => {
            ("no_operator", format!("没有写明 {name} 由谁运营，请加一行“# operator {name} 单位”"))
        }
        PolicyFinding::FewOperators { outside } => {
            ("few_operators", format!("日志运营单位以外只有 {outside} 家运营单位，至少应有 2 家"))
        }
        PolicyFinding::InsideIsEnough => {
            ("inside_is_enough", "日志的运营单位自己就能凑够见证，见证没有意义".to_owned())
        }
        PolicyFinding::OneOperatorIsEnough { operator } => (
            "one_operator_is_enough",
            format!("日志的运营单位与 {operator} 两家合起来就能凑够见证"),
        ),
        PolicyFinding::Unused { name } => {
            ("unused", format!("{name} 的见证不计入 quorum，可有可无"))
        }
    }
}

fn fault(error: &PolicyError) -> String {
    match error {
        PolicyError::TooLong => "过长".to_owned(),
        PolicyError::Quorum => "必须有且只有一行 quorum".to_owned(),
        PolicyError::Control { line } => format!("第 {line} 行含有控制字符"),
        PolicyError::Form { line } => format!("第 {line} 行不合格式"),
        PolicyError::Key { line, .. } => format!("第 {line} 行的公钥不正确"),
        PolicyError::Duplicate { line, name } => format!("第 {line} 行：{name} 出现了两次"),
        PolicyError::Unknown { line, name } => format!("第 {line} 行：{name} 在前文没有定义"),
    }
}
