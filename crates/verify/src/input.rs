//! Opens what the command line names, and verifies it.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use archive::{
    AcceptanceInput, LogInput, MAX_ACCEPTANCE_BYTES, MAX_CHECKPOINT_BYTES, MAX_EVIDENCE_BYTES,
    MAX_POLICY_BYTES, MAX_PROOF_BYTES, OriginalProof, Policy, PolicyError, Report, VerifierKey,
    verify, verify_acceptance, verify_checkpoints, verify_evidence, verify_original, verify_slip,
};

use crate::args::{Exported, Output};

/// Longest key file, in bytes.
const MAX_KEY_BYTES: usize = 4 * 1024;

/// An input that could not be read: its name and a Chinese sentence.
pub(crate) struct Unreadable {
    file: String,
    what: String,
}

impl From<Unreadable> for Report {
    fn from(unreadable: Unreadable) -> Self {
        Self::unreadable(&unreadable.file, unreadable.what)
    }
}

/// Verifies a package.
pub(crate) fn package(file: &Path, output: &Output) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    Ok(verify(open(file)?, policy.as_ref()))
}

/// Verifies one file against its proof.
pub(crate) fn original(file: &Path, proof: &Path, output: &Output) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    let proof = read_proof(proof)?;
    let bytes = open(file)?;
    verify_original(bytes, &proof, policy.as_ref()).map_err(|cause| unreadable(file, why(&cause)))
}

/// Verifies a party's slip against the proof of the leaf that it names.
pub(crate) fn slip(text: &str, proof: &Path, output: &Output) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    let proof = read_proof(proof)?;
    Ok(verify_slip(text, &proof, policy.as_ref()))
}

/// Verifies an acceptance, against a file and the log where they are given.
pub(crate) fn acceptance(
    file: &Path,
    key: &str,
    original: Option<&Path>,
    proof: Option<&Path>,
    output: &Output,
) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    let key = read_key(key)?;
    let note = read_text(file, MAX_ACCEPTANCE_BYTES)?;
    let proof = proof.map(read_proof).transpose()?;
    let mut bytes = original.map(open).transpose()?;
    let reader: Option<&mut dyn Read> = match &mut bytes {
        Some(file) => Some(file),
        None => None,
    };
    let input = AcceptanceInput {
        note: &note,
        key: &key,
        original: reader,
        proof: proof.as_ref(),
        policy: policy.as_ref(),
    };
    verify_acceptance(input).map_err(|cause| unreadable(original.unwrap_or(file), why(&cause)))
}

/// Compares two heads of one log.
pub(crate) fn checkpoints(
    old: &Path,
    new: &Path,
    proof: Option<&Path>,
    output: &Output,
) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    let read = |path| read_text(path, MAX_CHECKPOINT_BYTES);
    let (old, new, proof) = (read(old)?, read(new)?, proof.map(read).transpose()?);
    Ok(verify_checkpoints(&old, &new, proof.as_deref(), policy.as_ref()))
}

/// Verifies a log folder, with or without all that the database holds.
pub(crate) fn log(
    verify: fn(LogInput<'_>) -> Report,
    exported: &Exported,
) -> Result<Report, Unreadable> {
    let Exported { folder, checkpoint, output } = exported;
    let policy = policy(output)?;
    let metadata = std::fs::metadata(folder).map_err(|cause| unreadable(folder, why(&cause)))?;
    if !metadata.is_dir() {
        return Err(unreadable(folder, "是一个文件,不是文件夹。"));
    }
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        read_text(path, MAX_CHECKPOINT_BYTES).map(|note| (name, note))
    };
    let kept: Vec<_> = checkpoint.iter().map(read).collect::<Result<_, _>>()?;
    let mut files = |path: &str| -> io::Result<Option<Box<dyn Read>>> {
        match File::open(folder.join(path)) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    };
    Ok(verify(LogInput { files: &mut files, policy: policy.as_ref(), kept: &kept }))
}

/// Checks evidence that a log forked.
pub(crate) fn evidence(file: &Path, output: &Output) -> Result<Report, Unreadable> {
    let policy = policy(output)?;
    Ok(verify_evidence(&read_text(file, MAX_EVIDENCE_BYTES)?, policy.as_ref()))
}

/// A key is a line of text with plus signs; what does not read as one names a file that holds it.
fn read_key(key: &str) -> Result<VerifierKey, Unreadable> {
    if let Ok(key) = VerifierKey::parse(key) {
        return Ok(key);
    }
    let path = Path::new(key);
    let text = read_text(path, MAX_KEY_BYTES)?;
    VerifierKey::parse(text.trim_end())
        .map_err(|_| unreadable(path, "不是公钥:应为“名称+编号+密钥”一行。"))
}

fn read_proof(path: &Path) -> Result<OriginalProof, Unreadable> {
    let text = read_text(path, MAX_PROOF_BYTES)?;
    OriginalProof::parse(&text).map_err(|_| unreadable(path, "不是证明文件,或内容不完整。"))
}

fn policy(output: &Output) -> Result<Option<Policy>, Unreadable> {
    let Some(path) = &output.policy else { return Ok(None) };
    let text = read_text(path, MAX_POLICY_BYTES)?;
    Policy::parse(&text).map(Some).map_err(|error| unreadable(path, policy_fault(&error)))
}

fn open(path: &Path) -> Result<File, Unreadable> {
    let file = File::open(path).map_err(|cause| unreadable(path, why(&cause)))?;
    let is_folder = file.metadata().is_ok_and(|metadata| metadata.is_dir());
    if is_folder {
        return Err(unreadable(path, "是一个文件夹,不是文件。"));
    }
    Ok(file)
}

fn read_text(path: &Path, max_bytes: usize) -> Result<String, Unreadable> {
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    let mut file = open(path)?.take(limit.saturating_add(1));
    file.read_to_end(&mut bytes).map_err(|cause| unreadable(path, why(&cause)))?;
    if bytes.len() > max_bytes {
        return Err(unreadable(path, "文件过大。"));
    }
    String::from_utf8(bytes).map_err(|_| unreadable(path, "不是 UTF-8 文本。"))
}

fn unreadable(path: &Path, what: impl Into<String>) -> Unreadable {
    Unreadable { file: path.display().to_string(), what: what.into() }
}

fn why(cause: &io::Error) -> String {
    let kind = cause.kind();
    if kind == io::ErrorKind::NotFound {
        "找不到这个文件。".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "没有读取权限。".to_owned()
    } else {
        format!("读取失败({cause})。")
    }
}

fn policy_fault(error: &PolicyError) -> String {
    match error {
        PolicyError::TooLong => "信任策略过长。".to_owned(),
        PolicyError::Quorum => "信任策略必须有且只有一行 quorum。".to_owned(),
        PolicyError::Control { line } => format!("信任策略第 {line} 行含有控制字符。"),
        PolicyError::Form { line } => format!("信任策略第 {line} 行不合格式。"),
        PolicyError::Key { line, .. } => format!("信任策略第 {line} 行的公钥不正确。"),
        PolicyError::Duplicate { line, name } => {
            format!("信任策略第 {line} 行:{name} 出现了两次。")
        }
        PolicyError::Unknown { line, name } => {
            format!("信任策略第 {line} 行:{name} 在前文没有定义。")
        }
    }
}
