//! What happens to originals after their deposit, and to copies outside of it.

use terms::{AgencyId, AvRecordId, OfficerId, Personal, PrivateCopyId, words};

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
}
