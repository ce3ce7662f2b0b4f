//! A case with on-site work to which recordings are deposited.

use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::http::{Filler, Line};
use super::ours::{Ours, at, id, text};
use crate::clock::Stopwatch;

/// How often the server is asked whether it is done.
const ASKED_EVERY: Duration = Duration::from_millis(50);
/// Far longer than any of it takes.
const PATIENCE: Duration = Duration::from_secs(900);

/// A case and its on-site work, of a server that runs.
pub(super) struct Matter {
    pub(super) line: Line,
    pub(super) case: String,
    pub(super) activity: String,
    head: Line,
    today: String,
}

impl Matter {
    /// Registers a case and plans a visit, with everything that needs.
    pub(super) fn open(ours: &Ours, port: u16) -> Result<Self> {
        let (mut line, mut head) = (ours.line(port)?, ours.head_line(port)?);
        let row = json!({
            "act": "行政处罚", "item": "现场检查", "stage_text": "调查取证", "scene": "现场",
            "devices": "执法记录仪", "mode": "continuous", "content": "全部过程",
            "start_point": "到达现场", "end_point": "离开现场", "retention": "同案卷",
        });
        let list = json!({ "effective_from_on": "2020-01-01", "source": "示例", "rows": [row] });
        head.json("POST", &at("/recording-list"), Some(&list))?;
        let officers = ours.officers();
        let case = json!({
            "act_kind": "penalty", "procedure": "ordinary", "title": "涉嫌经营过期食品案",
            "source": {
                "kind": "report", "provider": "方某", "provider_contact": null,
                "confidential": true, "received_at": "2025-03-07T09:00:00+08:00",
                "summary": "货架上有过期酸奶。",
            },
            "party": {
                "kind": "organisation", "name": "好又多商行", "id_no": "91330199MA0XXXXX0X",
                "address": "解放路88号", "phone": "000", "legal_representative": "马某",
            },
            "division_id": null, "officers": officers,
        });
        let case = id(&line.json("POST", &at("/cases"), Some(&case))?)?;
        let list = line.json("GET", &at("/recording-list"), None)?;
        let now = text(&line.json("GET", &at("/session"), None)?, "server_time")?.to_owned();
        let plan = json!({
            "case_id": case, "title": "现场检查", "place": "解放路88号",
            "list_row": list.pointer("/items/0/row_id"), "planned_at": now, "purpose": null,
            "officers": officers,
        });
        let activity = id(&line.json("POST", &at("/activities"), Some(&plan))?)?;
        let today = now.get(..10).unwrap_or_default().to_owned();
        Ok(Self { line, case, activity, head, today })
    }

    /// Begins an upload that will hang on the visit; its path.
    pub(super) fn begin(&mut self, bytes: u64) -> Result<String> {
        // "clip.mp4", and the visit
        let activity = base64(self.activity.as_bytes());
        let headers = format!(
            "Tus-Resumable: 1.0.0\r\nUpload-Length: {bytes}\r\n\
             Upload-Metadata: filename Y2xpcC5tcDQ=,activity_id {activity}\r\n"
        );
        let begun = self.line.ask("POST", &at("/uploads"), &headers, b"")?.success()?;
        begun.header("location").map(str::to_owned).context("没有 Location")
    }

    /// Sends a file of made-up bytes to an upload.
    pub(super) fn fill(&mut self, place: &str, filler: Filler) -> Result<()> {
        self.line.send("PATCH", place, PATCH, filler)?.success()?;
        Ok(())
    }

    /// Sends a whole file to an upload.
    pub(super) fn send(&mut self, place: &str, bytes: &[u8]) -> Result<()> {
        self.line.ask("PATCH", place, PATCH, bytes)?.success()?;
        Ok(())
    }

    /// Lets the officer look at everything of the case.
    pub(super) fn grant(&mut self) -> Result<()> {
        let ask = json!({
            "case_id": self.case, "recording_ids": null, "verbs": ["view"], "purpose": "制作笔录",
            "reason": "核对现场情况", "until_on": self.today,
        });
        let asked = id(&self.line.json("POST", &at("/access-requests"), Some(&ask))?)?;
        let approve = json!({ "until_on": self.today, "opinion": null });
        let path = at(&format!("/access-requests/{asked}/approve"));
        self.head.json("POST", &path, Some(&approve))?;
        Ok(())
    }

    /// Asks until the answer is as awaited.
    pub(super) fn until(&mut self, path: &str, is_there: impl Fn(&Value) -> bool) -> Result<Value> {
        let begin = Stopwatch::start();
        while begin.elapsed() < PATIENCE {
            let answer = self.line.json("GET", path, None)?;
            if is_there(&answer) {
                return Ok(answer);
            }
            thread::sleep(ASKED_EVERY);
        }
        bail!("{path} 在 {} 秒内没有变成所要的样子", PATIENCE.as_secs())
    }
}

const PATCH: &str = "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n\
    Content-Type: application/offset+octet-stream\r\n";

/// Base64 of a short text.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let bits =
            (0..3).fold(0_u32, |bits, at| bits << 8 | u32::from(*three.get(at).unwrap_or(&0)));
        for at in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * at) & 63).ok();
            let digit = digit.and_then(|digit| DIGITS.get(digit)).filter(|_| at <= three.len());
            text.push(digit.map_or('=', |digit| char::from(*digit)));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_of_every_remainder() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"a"), "YQ==");
        assert_eq!(base64(b"ab"), "YWI=");
        assert_eq!(base64(b"clip.mp4"), "Y2xpcC5tcDQ=");
    }
}
