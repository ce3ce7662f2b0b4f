//! A client that registers cases and sends files by tus until the server is gone.

use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::chance::{Chance, bytes};
use super::ledger::{Case, Ledger, Mine, Upload};
use crate::bench::http::{Answer, Line};
use crate::bench::ours::at;

/// Files that one client has open at a time.
const OPEN: usize = 3;
/// A file's length, at most.
const MOST_BYTES: u64 = 1 << 20;
/// What is sent at a time, at most.
const MOST_SENT: u64 = 300_000;

/// So many answers that no server in order gives, and it gives up.
const MOST_REFUSALS: usize = 20;

/// One client's connection, book and chance.
pub(super) struct Client<'a> {
    pub(super) line: Line,
    pub(super) mine: &'a mut Mine,
    pub(super) ledger: &'a Ledger,
    pub(super) chance: Chance,
    /// Acknowledgements of all clients together.
    pub(super) acks: &'a AtomicU64,
}

/// What a case is registered with.
pub(super) fn new_case(title: &str) -> Value {
    json!({
        "act_kind": "penalty", "procedure": "ordinary", "title": title,
        "source": {
            "kind": "report", "provider": "方某", "provider_contact": null, "confidential": true,
            "received_at": "2025-03-07T09:00:00+08:00", "summary": "货架上有过期酸奶。",
        },
        "party": {
            "kind": "organisation", "name": "好又多商行", "id_no": "91330199MA0XXXXX0X",
            "address": "解放路88号", "phone": "000", "legal_representative": "马某",
        },
        "division_id": null, "officers": [],
    })
}

impl Client<'_> {
    /// Works until the connection breaks, as it does when the server is killed.
    pub(super) fn work(&mut self, officers: &[&str]) {
        while self.step(officers).is_ok() {}
    }

    /// One request. A broken connection is an error.
    fn step(&mut self, officers: &[&str]) -> Result<()> {
        if self.chance.below(4) == 0 { self.register(officers) } else { self.send() }
    }

    /// Registers a case, or asks again for one whose answer never came.
    pub(super) fn register(&mut self, officers: &[&str]) -> Result<()> {
        let open = self.mine.cases.iter().position(|case| case.id.is_none());
        let at_place = open.unwrap_or(self.mine.cases.len());
        if open.is_none() {
            let (number, more) = (self.chance.next(), self.chance.next());
            let (key, title) = (format!("{number:016x}{more:016x}"), format!("案件{number:016x}"));
            self.mine.cases.push(Case { key, title, id: None });
        }
        let case = self.mine.cases.get_mut(at_place).context("没有这一件")?;
        let mut new = new_case(&case.title);
        if let Some(fields) = new.as_object_mut() {
            fields.insert("officers".to_owned(), json!(officers));
        }
        let headers =
            format!("Content-Type: application/json\r\nIdempotency-Key: {}\r\n", case.key);
        let answer = self.line.ask("POST", &at("/cases"), &headers, new.to_string().as_bytes())?;
        if !matches!(answer.status, 200 | 201) {
            return self.refused("POST /cases", &answer);
        }
        let done: Value = serde_json::from_slice(&answer.body).context("回答不是 JSON")?;
        let case = self.mine.cases.get_mut(at_place).context("没有这一件")?;
        case.id = done.get("id").and_then(Value::as_str).map(str::to_owned);
        self.ledger.case(case)?;
        self.acknowledged();
        Ok(())
    }

    /// Sends a piece of a file: of one that is open, or of a new one.
    fn send(&mut self) -> Result<()> {
        let open: Vec<usize> = (0..)
            .zip(&self.mine.uploads)
            .filter_map(|(at, upload)| {
                (upload.told < upload.size && !upload.is_settled).then_some(at)
            })
            .collect();
        if open.len() < OPEN {
            return self.begin();
        }
        let at_place = *self.chance.pick(&open).context("没有未完的上传")?;
        let most = 1 + self.chance.below(MOST_SENT);
        self.send_piece(at_place, most)
    }

    /// Begins a new file.
    pub(super) fn begin(&mut self) -> Result<()> {
        let (file, size) = (self.chance.next(), 1 + self.chance.below(MOST_BYTES));
        // "clip.mp4"
        let headers = format!(
            "Tus-Resumable: 1.0.0\r\nUpload-Length: {size}\r\nUpload-Metadata: filename Y2xpcC5tcDQ=\r\n"
        );
        let answer = self.line.ask("POST", &at("/uploads"), &headers, b"")?;
        if answer.status != 201 {
            return self.refused("POST /uploads", &answer);
        }
        let place = answer.header("location").context("没有 Location")?.to_owned();
        let upload = Upload { file, size, place, told: 0, is_settled: false };
        self.ledger.upload(&upload)?;
        self.mine.uploads.push(upload);
        self.acknowledged();
        Ok(())
    }

    /// Sends at most so many bytes of a file from where it stands.
    pub(super) fn send_piece(&mut self, at_place: usize, most: u64) -> Result<()> {
        let upload = self.mine.uploads.get(at_place).context("没有这个上传")?.clone();
        let len = most.min(upload.size - upload.told);
        let headers = format!(
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: {}\r\n\
             Content-Type: application/offset+octet-stream\r\n",
            upload.told
        );
        let body = bytes(upload.file, upload.told, len);
        let answer = self.line.ask("PATCH", &upload.place, &headers, &body)?;
        if answer.status != 204 {
            self.refused("PATCH", &answer)?;
            return self.ask_offset(at_place);
        }
        let told = answer.header("upload-offset").and_then(|text| text.parse().ok());
        let upload = self.mine.uploads.get_mut(at_place).context("没有这个上传")?;
        upload.told = told.context("没有 Upload-Offset")?;
        self.ledger.upload(upload)?;
        self.acknowledged();
        Ok(())
    }

    /// Sends a piece of what was begun last, or asks first where it stands.
    pub(super) fn piece_of_last(&mut self, most: u64) -> Result<()> {
        let last = self.mine.uploads.len().checked_sub(1).context("没有上传")?;
        self.ask_offset(last)?;
        match self.mine.uploads.get(last) {
            Some(upload) if upload.told < upload.size => self.send_piece(last, most),
            _ => Ok(()),
        }
    }

    /// Sends the rest of everything that was begun, until something is refused.
    pub(super) fn rest(&mut self, most: u64) -> Result<()> {
        let before = self.mine.unexpected.len();
        for at_place in 0..self.mine.uploads.len() {
            if self.mine.uploads.get(at_place).is_some_and(|upload| upload.told < upload.size) {
                self.ask_offset(at_place)?;
            }
            while let Some(upload) = self.mine.uploads.get(at_place)
                && upload.told < upload.size
                && !upload.is_settled
                && self.mine.unexpected.len() == before
            {
                self.send_piece(at_place, most)?;
            }
        }
        Ok(())
    }

    /// Asks where a file stands and goes on from there.
    pub(super) fn ask_offset(&mut self, at_place: usize) -> Result<()> {
        let upload = self.mine.uploads.get_mut(at_place).context("没有这个上传")?;
        let answer = self.line.head_of("HEAD", &upload.place, "Tus-Resumable: 1.0.0\r\n", b"")?;
        if let Some(told) = answer.header("upload-offset").and_then(|text| text.parse().ok()) {
            upload.told = told;
        }
        Ok(())
    }

    fn acknowledged(&self) {
        self.acks.fetch_add(1, Ordering::Relaxed);
    }

    fn refused(&mut self, what: &str, answer: &Answer) -> Result<()> {
        let body = String::from_utf8_lossy(&answer.body);
        let body: String = body.chars().take(300).collect();
        self.mine.unexpected.push(format!("{what} 答 {}：{body}", answer.status));
        if self.mine.unexpected.len() > MOST_REFUSALS {
            bail!("服务器一再拒绝");
        }
        Ok(())
    }
}
