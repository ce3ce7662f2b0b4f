//! What to make of a witness's answer.

use ledger::{KeyKind, NoteSignature, SignedNote, VerifierKey, cosigned_at, open_checkpoint};
use store::WitnessRow;
use terms::Timestamp;

use super::{
    AWAY, Ask, COSIGNED, GROWN_MS, Look, MAX_LINES, MAX_RETRY_MS, Next, REFUSED, RETRY_MS,
    ROLLED_BACK, Told, WAITING, new_row,
};
use crate::App;
use crate::error::{Result, fault};

impl App {
    /// Takes what a witness told, and says what to do next.
    ///
    /// # Errors
    /// As [`Self::sign_checkpoint`].
    pub async fn witness_told(&self, ask: &Ask, told: Told) -> Result<Next> {
        let row = self.standing_of(ask.tree, &ask.key).await?;
        let known = row.unwrap_or_else(|| new_row(ask.tree, &ask.key));
        match told {
            Told::Cosigned(lines) => {
                if self.keep_lines((ask.tree, &ask.key), &ask.note, ask.size, &lines).await? {
                    return Ok(Next::Done);
                }
                self.put_off(known, WAITING, "回复中没有该见证方的有效签名").await
            }
            Told::Elsewhere(size) => {
                let head = self.store.head().await.map_err(fault("reading the log's head"))?.size;
                if size > head {
                    let origin = ledger::origin_hash(self.log_keys().await?.of(ask.tree).name());
                    return Ok(Next::Show { origin });
                }
                if ask.is_second {
                    return self.put_off(known, WAITING, "见证方两次给出不同的大小").await;
                }
                let Some(witness) = self.witness_named(&ask.name) else { return Ok(Next::Done) };
                Ok(Next::Again(Box::new(self.ask(ask.tree, witness, size, true).await?)))
            }
            Told::Forked => {
                tracing::error!(witness = ask.name, "a witness says that the log forked");
                let why = "见证方认为本日志与其先前见证的历史不一致，已停止请求，须查明原因";
                self.stop(known, REFUSED, why, ask.body.clone()).await
            }
            Told::Shown(note) => self.look_at_larger(ask, known, note).await,
            Told::Refused(status) => {
                let why = match status {
                    403 => "见证方登记的本日志公钥与实际不同".to_owned(),
                    404 => "见证方尚未登记本日志".to_owned(),
                    other => format!("见证方回复状态 {other}"),
                };
                self.put_off(known, WAITING, &why).await
            }
            Told::Away(why) => self.put_off(known, AWAY, &why).await,
        }
    }

    /// Keeps the witness's line if it is one for that head.
    pub(crate) async fn keep_lines(
        &self,
        (tree, key): (KeyKind, &VerifierKey),
        note: &SignedNote,
        size: u64,
        lines: &str,
    ) -> Result<bool> {
        for line in lines.lines().take(MAX_LINES) {
            let Ok(line) = NoteSignature::parse(line) else { continue };
            let mut with = note.clone();
            if with.add(line.clone()).is_err() {
                continue;
            }
            let Some(seconds) = cosigned_at(&with, key).ok().filter(|at| *at > 0) else { continue };
            let ms = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
            let (at, vkey) = (Timestamp::from_ms(ms), key.to_string());
            let text = line.to_string();
            let kept = self.store.save_cosignature(tree, size, &vkey, &text, at).await;
            kept.map_err(fault("keeping a cosignature"))?;
            let now = self.context.now();
            let known = self.standing_of(tree, key).await?;
            // A line of an older head says nothing of what it knows now.
            let known = known.unwrap_or_else(|| new_row(tree, key));
            let size = if known.state == ROLLED_BACK { size } else { known.size.max(size) };
            let row = WitnessRow {
                size,
                cosigned_at: Some(at),
                state: COSIGNED.to_owned(),
                next_at: now.plus_ms(GROWN_MS),
                held: known.held,
                told: known.told,
                ..new_row(tree, key)
            };
            self.store.save_witness(&row).await.map_err(fault("keeping a witness"))?;
            return Ok(true);
        }
        Ok(false)
    }

    /// Takes the head that a witness shows when we start. A smaller one, or none, says nothing.
    ///
    /// # Errors
    /// Faults of the database.
    pub async fn witness_looked(&self, look: &Look, note: &str) -> Result<()> {
        let known = self.standing_of(look.tree, &look.key).await?;
        let known = known.unwrap_or_else(|| new_row(look.tree, &look.key));
        self.stop_if_rolled_back((&look.name, look.tree), &known, note).await.map(|_| ())
    }

    /// A witness spoke of a larger head than ours, and was asked to show it.
    async fn look_at_larger(
        &self,
        ask: &Ask,
        known: WitnessRow,
        note: Option<String>,
    ) -> Result<Next> {
        if self
            .stop_if_rolled_back((&ask.name, ask.tree), &known, &note.unwrap_or_default())
            .await?
        {
            return Ok(Next::Done);
        }
        let why = "见证方称见过更大的日志，却没有出示本日志的签名";
        self.put_off(known, WAITING, why).await
    }

    /// A larger head with our signature on it means that we forgot: nothing is signed any more.
    async fn stop_if_rolled_back(
        &self,
        (name, tree): (&str, KeyKind),
        known: &WitnessRow,
        note: &str,
    ) -> Result<bool> {
        let Ok((shown, _)) = open_checkpoint(note, self.log_keys().await?.of(tree)) else {
            return Ok(false);
        };
        let head = self.store.head().await.map_err(fault("reading the log's head"))?.size;
        if shown.size <= head {
            return Ok(false);
        }
        tracing::error!(witness = name, size = shown.size, "our log was rolled back");
        let why = format!(
            "见证方出示了本日志签过的更大检查点（{} 条）：本机数据被退回到旧副本，已停止签名",
            shown.size
        );
        let known = WitnessRow { size: shown.size, ..known.clone() };
        self.stop(known, ROLLED_BACK, &why, note.to_owned()).await?;
        Ok(true)
    }

    /// Asks again later: twice as late each time.
    pub(crate) async fn put_off(&self, known: WitnessRow, state: &str, why: &str) -> Result<Next> {
        let failures = known.failures.saturating_add(1);
        let doubled = RETRY_MS.saturating_mul(1_i64 << failures.saturating_sub(1).min(10));
        let next_at = self.context.now().plus_ms(doubled.min(MAX_RETRY_MS));
        let (state, why) = (state.to_owned(), why.to_owned());
        let row = WitnessRow { state, why, failures, next_at, ..known };
        self.store.save_witness(&row).await.map_err(fault("keeping a witness"))?;
        Ok(Next::Done)
    }

    /// Does not ask again until somebody looked into it.
    async fn stop(&self, known: WitnessRow, state: &str, why: &str, kept: String) -> Result<Next> {
        let (state, why, kept) = (state.to_owned(), why.to_owned(), Some(kept));
        let row = WitnessRow { state, why, kept, ..known };
        self.store.save_witness(&row).await.map_err(fault("keeping a witness"))?;
        Ok(Next::Done)
    }
}
