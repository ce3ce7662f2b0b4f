//! `liuhen scrub`.

use std::process::ExitCode;

use app::{Damaged, Scrubbed};
use clap::Args;
use serde_json::{Value, json};

use super::open::Where;
use super::say;

/// Reads all stored bytes again, names those that are not as their facts say, and puts right from the
/// replica what can be; each is a fact besides.
#[derive(Args)]
pub(crate) struct Scrub {
    #[command(flatten)]
    place: Where,
    /// 以 JSON 输出
    #[arg(long)]
    json: bool,
}

impl Scrub {
    pub(crate) async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open_to_read().await?;
        let report = app.scrub().await?;
        if self.json {
            say(&as_json(&report).to_string());
        } else {
            say_all(&report);
        }
        Ok(if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn as_json(report: &Scrubbed) -> Value {
    let one = |damaged: &Damaged| {
        let recording = damaged.recording.as_ref();
        json!({
            "place": damaged.place,
            "kind": damaged.kind.as_str(),
            "recording": recording.map(|(id, _)| id.to_string()),
            "file_name": recording.map(|(_, name)| name),
            "found": damaged.found.as_str(),
        })
    };
    json!({
        "read": report.read,
        "damaged": report.damaged.iter().map(one).collect::<Vec<_>>(),
        "restored": report.restored.iter().map(one).collect::<Vec<_>>(),
        "unread": report.unread,
        "untracked": report.untracked,
    })
}

fn say_all(report: &Scrubbed) {
    let name = |damaged: &Damaged| match &damaged.recording {
        Some((id, name)) => format!("{id} {name}（{}）", damaged.place),
        None => damaged.place.clone(),
    };
    for one in &report.damaged {
        say(&format!("{}：{}{}", name(one), one.kind.zh(), one.found.zh()));
    }
    for one in &report.restored {
        say(&format!("{}：{}{}，已从副本恢复", name(one), one.kind.zh(), one.found.zh()));
    }
    for place in &report.unread {
        say(&format!("{place}：读不出，请检查磁盘或存储服务"));
    }
    for place in &report.untracked {
        say(&format!("{place}：没有事实依据（untracked），未作改动"));
    }
    say(&format!(
        "核对存储文件{}件，有问题{}件，已恢复{}件，读不出{}件，没有事实依据{}件",
        report.read,
        report.damaged.len(),
        report.restored.len(),
        report.unread.len(),
        report.untracked.len()
    ));
}
