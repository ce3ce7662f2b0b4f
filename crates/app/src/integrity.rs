//! The facts of a case, recomputed when its page is opened.

use domain::authority::Action;
use store::{Defect, Rechecked, StoredFact};
use terms::{CaseId, OfficerId, StreamId};

use crate::App;
use crate::beacons::FactTimes;
use crate::error::{Result, fault};

/// One thing that is not as the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactDefect {
    /// Number of the fact; `None`: the log's head, or a signed one.
    pub n: Option<u64>,
    /// What differs and what that means, in Chinese.
    pub what: String,
}

/// What recomputing the facts of a case found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseIntegrity {
    /// Facts that were recomputed.
    pub facts: u64,
    /// Those whose text was compared with what the leaf binds.
    pub bodies: u64,
    /// Size of the log they were proven in.
    pub size: u64,
    /// Size of the signed head they were proven in besides.
    pub signed: Option<u64>,
    /// Everything that differs; nothing: all is as the log says.
    pub defects: Vec<FactDefect>,
    /// Between which outside clocks they were written.
    pub times: FactTimes,
}

impl App {
    /// Recomputes the facts of a case and of all that hangs on it from what is stored.
    ///
    /// # Errors
    /// *Not found* for a case of another agency. A difference is no error.
    pub async fn case_integrity(&self, reader: OfficerId, id: CaseId) -> Result<CaseIntegrity> {
        let acting = self.acting(Some(reader)).await?;
        let dossier = self.dossier(id).await?;
        acting.may(Action::CaseRead, &dossier)?;
        let streams: Vec<StreamId> = dossier.versions.keys().cloned().collect();
        let found = self.store.recheck_streams(&streams).await;
        let Rechecked { facts, bodies, size, signed, defects } =
            found.map_err(fault("recomputing facts"))?;
        let mut defects: Vec<_> = defects.iter().map(told).collect();
        let counted: u64 = dossier.versions.values().sum();
        if counted != facts {
            let what = format!("应有{counted}条事实，实际读到{facts}条");
            defects.push(FactDefect { n: None, what });
        }
        let stored = self.store.streams(&streams).await.map_err(fault("reading facts"))?;
        let dated: Vec<_> = stored.iter().map(|fact: &StoredFact| (fact.n, fact.at)).collect();
        let times = self.time_of_facts(&dated).await?;
        Ok(CaseIntegrity { facts, bodies, size, signed, defects, times })
    }
}

fn told(defect: &Defect) -> FactDefect {
    FactDefect { n: number_of(defect), what: sentence(defect) }
}

/// The fact it is about, if it is about one.
pub(crate) fn number_of(defect: &Defect) -> Option<u64> {
    defect.key.parse().ok().filter(|_| matches!(defect.table, "journal" | "body"))
}

/// What differs and what that means, in Chinese.
pub(crate) fn sentence(defect: &Defect) -> String {
    let what = match (defect.table, defect.column) {
        ("journal", "") => "这一条事实缺失：从数据库中被删除",
        ("tile" | "sm3_tile", _) => {
            "由叶子算出的树中哈希与存储的不一致，或者缺失：日志的哈希被改动"
        }
        ("sm3_checkpoint", _) => "已签名的SM3日志头与日志不一致：签名或者日志被改动",
        ("body", "text" | "salt") => "正文与入账时的承诺值不一致：正文在记载之后被改动",
        ("body", _) => "正文或其随机数缺失：已依法处置，或者被删除",
        ("journal", "leaf_hash") => "由原文算出的叶哈希与存储的不一致：原文或哈希被改动",
        ("journal", "root_sha256") => "证明不到当前日志头：日志中的这一条被改动或被替换",
        ("journal", "checkpoint") => "证明不到已签名的日志头：签名之后被改动",
        ("journal", _) => "检索用的列与原文不一致：列被改动",
        ("log_head", _) => "日志头自身不一致：日志头被改动",
        ("checkpoint", _) => "已签名的日志头与日志不一致：签名或者日志被改动",
        _ => "与日志不一致",
    };
    what.to_owned()
}
