//! What happens to originals after their deposit, and to copies outside of it.

use terms::{
    AgencyId, AvRecordId, Digest, Digests, OfficerId, PatrolId, Personal, PrivateCopyId, words,
};

use crate::event::events;

words! {
    /// What reading an original again found.
    OriginalState {
        /// As it was deposited.
        Intact = "intact", "与入库时一致";
        /// It is not there.
        Missing = "missing", "缺失";
        /// It is there and its bytes are others.
        Altered = "altered", "与入库时不一致";
    }

    /// What stored bytes are to the fact that names them.
    #[doc(alias = "存储文件")]
    StoredKind {
        /// An original recording.
        Original = "original", "原始资料";
        /// The copy in the area of a case (Art. 23).
        EvidenceCopy = "evidence_copy", "证据复制件";
        /// A clip or still.
        Excerpt = "excerpt", "片段截图";
        /// A preview or poster.
        Derivative = "derivative", "预览件";
        /// The pages of a record.
        Document = "document", "文书";
        /// Pages around the records of a case file, and its contents.
        FilePart = "file_part", "案卷附页目录";
        /// A package.
        Package = "package", "案卷包";
    }
}

events! {
    /// An original was read again in full and compared with its deposit (Art. 24).
    OriginalChecked = "custody.original_checked" {
        /// Which.
        recording: AvRecordId,
        /// Whose.
        agency: AgencyId,
        /// What was found.
        found: OriginalState,
    };
    /// An original was destroyed under an order, as somebody notes; its bytes are not touched by this.
    OriginalDisposed = "custody.original_disposed" {
        /// Which.
        recording: AvRecordId,
        /// Whose.
        agency: AgencyId,
        /// The document that approved it.
        order: String,
        /// Who saw to it that it was destroyed.
        witness: Personal<String>,
        /// Its time of keeping was over by what is known of its case.
        is_expired: bool,
    };
    /// Somebody asked to look at the content and was refused (Art. 24).
    LookRefused = "custody.look_refused" {
        /// Which.
        recording: AvRecordId,
        /// Whose.
        agency: AgencyId,
        /// The refusal's code.
        code: String,
    };
    /// Somebody kept a recording for themselves (Art. 22).
    PrivateCopyFound = "custody.private_copy_found" {
        /// Its id.
        copy: PrivateCopyId,
        /// The agency.
        agency: AgencyId,
        /// Who had it, where it is one of us.
        holder: Option<OfficerId>,
        /// Of which recording, where it is known.
        recording: Option<AvRecordId>,
        /// Where it was: a phone, a disk, a chat.
        place: Personal<String>,
        /// How it was found.
        text: Personal<String>,
    };
    /// It was taken back, compared with what is deposited, and is there no more.
    PrivateCopyRemoved = "custody.private_copy_removed" {
        /// Which.
        copy: PrivateCopyId,
        /// The deposited recording it is the same as.
        recording: AvRecordId,
        /// How it was taken back and removed, and who saw it.
        text: Personal<String>,
    };
    /// Stored bytes that are no original were read again, and are not as they were found before.
    FileChecked = "custody.file_checked" {
        /// What they are.
        kind: StoredKind,
        /// The digest in their name.
        digest: Digest,
        /// What was found.
        found: OriginalState,
    };
    /// Damaged bytes were moved out of the way and kept (decision 0032).
    DamageSetAside = "custody.damage_set_aside" {
        /// What they should have been.
        kind: StoredKind,
        /// The digest in the name they had.
        digest: Digest,
        /// What they are.
        found: Digests,
    } binds found;
    /// The right bytes are there again, from the replica, read back and compared.
    BytesRestored = "custody.bytes_restored" {
        /// What they are.
        kind: StoredKind,
        /// The bytes.
        digests: Digests,
    } binds digests;
    /// All stored bytes were read again, in an order that the log's root at its beginning gave.
    Patrolled = "custody.patrolled" {
        /// The round.
        patrol: PatrolId,
        /// Facts in the log when it began.
        size: u64,
        /// The log's root then.
        root: Digest,
        /// Files read.
        files: u64,
        /// Their bytes.
        bytes: u64,
        /// Files that were not as they should be, those included that were set right.
        damaged: u64,
        /// Files that were set right from the replica.
        restored: u64,
        /// Files that the machine could not read.
        unread: u64,
        /// Files that no fact names.
        untracked: u64,
        /// Names of the first of them.
        names: Vec<String>,
    };
}
