//! Why something is not allowed: a stable code, an article where one exists, and one Chinese
//! sentence that says what is missing and what to do next.

mod define;

use rules::Finding;
use terms::Severity;

pub use self::define::RefusalKind;
use self::define::refusals;

refusals! {
    /// Unknown, or of an agency the person has nothing to do with.
    NotFound = Hidden, "not_found", None, "没有找到这一项。请核对地址，或从列表重新打开。";
    /// The role does not reach this action.
    NotAllowed { action: String, who: String } = Forbidden, "authority.not_allowed", None,
        "您的角色不能“{action}”。该操作由{who}办理，请转给他们。";
    /// The credential is missing, expired or not yet valid.
    CredentialInvalid { name: String } = Forbidden, "officer.credential_invalid", Some("10(一)"),
        "{name}的执法证不在有效期内，不能办理执法业务。请先由管理员更新执法证信息。";
    /// The account was disabled.
    Disabled = Forbidden, "officer.disabled", None, "该账号已停用，请联系本机关管理员。";
    /// The case file was archived: nothing may be added, changed or taken out.
    CaseArchived = Unmet, "case.archived", Some("21"), "案卷已归档，本案不再接受任何写入。确需补充的，请办理补充卷。";
    /// The case ended without being opened.
    CaseNotOpened = Unmet, "case.not_opened", Some("9(一)"),
        "本案已作出不予立案决定，不能再办理。发现新情况的，请另行登记案源。";
    /// The case is closed: only filing remains.
    CaseClosed = Unmet, "case.closed", Some("13"), "本案已结案，只能办理组卷归档。";
    /// What this kind of record does to the case was done.
    CaseStepDone { status: String } = Unmet, "case.step_done", Some("8"),
        "本案为“{status}”，这一步已经办过，不能再办一次。已生效的文书有误的，请办理更正。";
    /// A duty that must be met.
    DutyNotWaivable { title: String, article: String, why: String } = Unmet, "case.duty_not_waivable", None,
        "“{title}”（{article}）{why}，不能标为不适用。请补齐记录，或者依规定说明原因。";
    /// Nothing is missing there.
    DutyNotOpen = Unmet, "case.duty_not_open", None, "这一项现在不是应做未做的事项，不需要标为不适用。请刷新后再看。";
    /// Nobody proposed that the duty does not apply.
    NoWaiver = Unmet, "case.no_waiver", None, "没有待签字的不适用理由。请先由承办人写明理由提出。";
    /// What a head signed is not written anew.
    WaiverSigned = Unmet, "case.waiver_signed", None, "该事项已由负责人签字认定不适用，理由不能改写。确需改变的，请先由负责人撤销。";
    /// Nobody signs an own reason.
    OwnWaiver = Unmet, "case.own_waiver", None, "您提出了该理由，或者是（曾是）本案承办人，不能自己签字认定不适用。请由没有参与办案的承办机构负责人或者机关负责人签字。";
    /// Fewer than two officers in charge.
    TooFewOfficers = Unmet, "case.too_few_officers", Some("10(一)"),
        "承办人少于两名。请至少选择两名持有效执法证的执法人员。";
    /// Named twice in one list.
    NamedTwice { name: String } = Unmet, "officer.named_twice", None, "{name}被选了两次，请去掉一个。";
    /// Not an officer of this agency, or disabled.
    NotOurOfficer = Unmet, "officer.not_ours", None, "所选人员不在本机关在岗执法人员名册内，请重新选择。";
    /// Not a division of this agency.
    NotOurDivision = Unmet, "case.division_not_ours", Some("11(二)"),
        "所选承办机构不是本机关的内设机构，请重新选择。";
    /// The kind is not in the catalogue or does not fit the act.
    UnknownRecordKind { kind: String } = Unmet, "record.unknown_kind", Some("8"),
        "文书目录中没有可用于本案的“{kind}”。请从目录中选择。";
    /// A draft may be changed only while it is a draft or was returned.
    RecordNotOpen { status: String } = Unmet, "record.not_open", Some("8"),
        "该文书当前为“{status}”，不能修改原文。需要改正的，请办理更正。";
    /// The record is not waiting for signatures.
    RecordNotSigning { status: String } = Unmet, "record.not_signing", None, "该文书当前为“{status}”，不在签署中。";
    /// Legal elements are blank.
    ElementsMissing { titles: String } = Unmet, "record.elements_missing", Some("8"),
        "必备要素未填写：{titles}。补齐后才能提交签批。";
    /// The kind has no such slot.
    NoSuchSlot = Unmet, "record.no_such_slot", None, "该文书没有这个签署位。";
    /// The person does not hold the office of the slot.
    SlotNotYours { title: String } = Forbidden, "record.slot_not_yours", None, "“{title}”不由您签署。";
    /// Signed already, with another opinion.
    SlotSigned { title: String } = Unmet, "record.slot_signed", Some("24.1"),
        "您已经签署“{title}”，写下的意见不能改写。确需改变的，请退回文书后重新签署。";
    /// An earlier slot is still open.
    SlotTooEarly { title: String } = Unmet, "record.slot_too_early", Some("11"),
        "请先完成“{title}”的签署，再逐级办理。";
    /// The slot writes an opinion.
    OpinionMissing { title: String } = Unmet, "record.opinion_missing", Some("11"),
        "“{title}”须写明意见，不能只签名。";
    /// A slot for the party's own hand.
    SlotIsExternal { title: String } = Unmet, "record.slot_external", None, "“{title}”由当事人等现场人员签署，请用“登记签名”。";
    /// A slot of our own people.
    SlotIsInternal { title: String } = Unmet, "record.slot_internal", None, "“{title}”由本机关人员本人登录签署，不能代为登记。";
    /// The slot knows no refusal.
    RefusalNotPossible { title: String } = Unmet, "record.refusal_not_possible", None, "“{title}”不能登记为拒签。";
    /// A refusal to sign is noted with its reason and whoever saw it.
    RefusalUnwitnessed { title: String } = Unmet, "record.refusal_unwitnessed", None,
        "“{title}”拒签的，须写明拒签原因和见证人（或者所在音像记录）。";
    /// Somebody who handled the case may not review it.
    ReviewerHandledCase = Unmet, "review.handled_case", Some("11(三)"),
        "法制审核人不得是本案承办人。请由未参与办案的审核人员签署。";
    /// A head who handled the case may not approve in it.
    HeadHandledCase = Unmet, "approval.handled_case", Some("11(四)"),
        "您是（或者曾是）本案承办人，不能再以机关负责人身份审批。请由其他负责人签署。";
    /// Whoever handled the case may not bind its file.
    KeeperHandledCase = Unmet, "keeping.handled_case", Some("20.1"),
        "您是（或者曾是）本案承办人，不能再办理本案的组卷归档。请由其他资料管理员办理。";
    /// A record that corrects names one that took effect.
    NothingToCorrect = Unmet, "record.nothing_to_correct", Some("24.1"),
        "只能更正已生效的同类文书，且每份文书只能有一份更正。";
    /// A record that took effect is corrected, not voided.
    EffectiveNotVoidable = Unmet, "record.effective_not_voidable", Some("24.1"),
        "已生效的文书不能由一人作废：有文号的，请提出作废，由负责人批准；其他的请办理更正。原文都会保留。";
    /// Only what bears a number is voided by approval.
    NothingToVoid = Unmet, "record.nothing_to_void", Some("8"),
        "只有已生效、有文号的文书才办理作废审批。草稿可以直接作废；没有文号的文书有误的，请办理更正。";
    /// The number went on to the correction.
    VoidingOfCorrected = Unmet, "record.voiding_of_corrected", Some("24.1"),
        "该文书已经更正，文号由更正后的文书沿用。需要作废的，请对更正后的文书提出。";
    /// A correction is on its way and would bring the number back.
    VoidingWhileCorrected = Unmet, "record.voiding_while_corrected", Some("24.1"),
        "该文书正在更正。请先办结更正，或者把更正的草稿作废，再提出作废。";
    /// Whoever has it relies on it.
    VoidingServed { on: String } = Unmet, "record.voiding_served", Some("12(一)"),
        "该文书已于{on}送达，当事人已经知道它的内容，不能作废。请另行制作撤销或者变更它的文书并送达；只是文字有误的，请办理更正。";
    /// The case went on because of it.
    VoidingMovedCase { title: String } = Unmet, "record.voiding_moved_case", Some("8"),
        "本案因《{title}》进入了下一环节，不能单独作废它。文字有误的请办理更正；不应办理的，请依程序结案。";
    /// Nobody asked for it.
    NoVoiding = Unmet, "record.no_voiding", None, "该文书没有等待批准的作废申请。请刷新后再看。";
    /// A second hand is somebody else's.
    OwnVoiding = Unmet, "record.own_voiding", None, "您提出了该作废申请，或者是（曾是）本案承办人，不能自己批准作废。请由没有参与办案的负责人办理。";
    /// Another report stands in its place, or one is to.
    ReportNotOpen = Unmet, "report.not_open", Some("26"), "这份日报已经更正，或者已有人提出更正、等待批准。请刷新后查看最新的一份。";
    /// Nobody said that it is wrong.
    NoReportDoubt = Unmet, "report.no_doubt", Some("26"), "这份日报没有等待批准的更正。请刷新后再看。";
    /// A second hand is somebody else's.
    OwnReportDoubt = Unmet, "report.own_doubt", Some("26"), "更正是您提出的，不能自己批准或者维持。请由另一位机关负责人办理。";
    /// Counted anew it is the same.
    ReportRecounts = Unmet, "report.recounts", Some("26"), "由日志重新统计，各项指标与这份日报相同，没有可更正的；请维持原报告。上级仍复算不符的，请查两边程序版本。";
    /// The record that a receipt names cannot be served.
    NotServable = Unmet, "record.not_servable", Some("12(一)"),
        "送达回证所指的文书不是本案已生效的对外文书，请重新选择。";
    /// On-site steps come in order.
    StepTooEarly { first: String } = Unmet, "activity.step_too_early", Some("18.1"),
        "请先登记“{first}”。";
    /// Arrival, departure and return are recorded once.
    StepDone { step: String } = Unmet, "activity.step_done", Some("18.1"),
        "“{step}”已经登记过，不能改写。登记有误的，请在情况说明中写明。";
    /// A time before the one it must follow, or in the future.
    TimeOutOfOrder { what: String } = Unmet, "time.out_of_order", Some("5"),
        "“{what}”的时间晚于现在，或者与前后步骤的先后不符，请核对后重填。";
    /// Recording is interrupted already.
    AlreadyInterrupted { since: String } = Unmet, "activity.already_interrupted", Some("19"),
        "录制自{since}起已登记为中止，不能再登记中止。请先登记“恢复记录”。";
    /// Nothing that could go on.
    NotInterrupted = Unmet, "activity.not_interrupted", Some("19"),
        "录制没有登记为中止，不能登记恢复。录制曾经中断的，请先登记“中止记录”。";
    /// An original is destroyed once.
    OriginalDisposed = Unmet, "custody.disposed", Some("24.1"),
        "该原始资料已经登记销毁，批准文件不能改写。登记有误的，请在情况说明中写明。";
    /// A private copy is taken back once.
    PrivateCopyRemoved = Unmet, "custody.copy_removed", Some("22.1"),
        "该自行保存的音像记录已经登记收回，不能改写。";
    /// Whoever kept it does not vouch for its end.
    OwnPrivateCopy = Unmet, "custody.own_copy", Some("22.1"),
        "您是该音像记录的自行保存人，不能自己登记收回。请由资料管理员或者设备管理员办理。";
    /// Nobody was in a room kept for enforcement work.
    NoVisit = Unmet, "premises.no_visit", Some("15.1"),
        "本案还没有在执法办案场所询问的记录。请先制作询问笔录，写明场所和起止时间。";
    /// Nobody said that same-day deposit is impossible.
    RemoteNotDeclared = Unmet, "activity.remote_not_declared", Some("22.2"),
        "本次现场执法没有申报不能当日储存。请先由执法人员选择情形、写明确实无法及时储存的理由。";
    /// A head has spoken.
    RemoteDecided { how: String } = Unmet, "activity.remote_decided", Some("22.2"),
        "不能当日储存的申报{how}，不能改写。确有新情况的，请在情况说明中写明。";
    /// Nobody agrees to an own declaration.
    OwnRemote = Unmet, "activity.own_remote", Some("22.2"),
        "您参加了本次现场执法或者提出了该申报，不能自己批准。请由没有参加的承办机构负责人或者机关负责人批准。";
    /// Nothing of the activity is uncovered there, and nothing was noted either.
    NotAGap = Unmet, "activity.not_a_gap", Some("19"),
        "所填时段内没有录像缺口，也没有登记的中止，无需说明。请按缺口列表选择时段。";
    /// Writing alone is not enough here.
    MustBeRecorded = Unmet, "activity.must_be_recorded", Some("4"),
        "本事项必须全程音像记录，不能以文字记录充分为由不录。中止或者没有录到的时段，请依第19条说明原因。";
    /// Another room in use goes by it, or did.
    RoomNameTaken { name: String } = Unmet, "room.name_taken", None, "已有办案场所名为或者曾名“{name}”，请换一个名称。";
    /// It is used no more.
    RoomClosed = Unmet, "room.closed", None, "该办案场所已停用，请另行登记。";
    /// No room of this agency, or no device for a room.
    DeviceRoom = Unmet, "device.room", Some("15.1"),
        "只有固定摄像机对应办案场所，且须是本机关在用的场所，请重新选择。";
    /// It was cancelled before.
    ActivityCancelled { reason: String } = Unmet, "activity.cancelled", None,
        "本次现场执法已经取消（{reason}），不能再登记。需要执法的，请另行安排。";
    /// A recording of it is evidence.
    CancelEvidence = Unmet, "activity.cancel_evidence", Some("23"),
        "本次现场执法的音像已经复制附卷作为证据，不能取消。";
    /// A record that took effect tells of it.
    CancelRecorded { title: String } = Unmet, "activity.cancel_recorded", Some("10"),
        "本次现场执法已有生效的《{title}》，不能取消。文书有误的，先依程序作废。";
    /// There are recordings.
    WasRecorded = Unmet, "activity.was_recorded", Some("4"),
        "本次现场执法已有音像记录，无需说明没有录音像的原因。";
    /// Art. 17 names six points.
    NoSuchFocusPoint = Unmet, "activity.no_such_focus_point", Some("17"),
        "摄录重点须为第17条所列六项之一，请重新选择。";
    /// The row is not in the agency's list in force.
    UnknownListRow = Unmet, "activity.unknown_list_row", Some("16.1"),
        "所选事项不在本机关现行音像记录事项清单内，请从清单选择。";
    /// The recording hangs on another activity.
    LinkedElsewhere = Unmet, "recording.linked_elsewhere", None,
        "该音像已关联到另一现场活动。关联有误的，先撤销关联并说明理由，再重新关联。";
    /// It hangs on nothing.
    NotLinked = Unmet, "recording.not_linked", None, "该音像没有关联到现场活动，无从撤销。";
    /// Something rests on the link.
    LinkCarries { what: String } = Unmet, "recording.link_carries", None,
        "该音像已经{what}，关联不能撤销。";
    /// The machine does not undo what people did.
    PartedByPerson = Unmet, "recording.parted_by_person", None,
        "有人撤销过该音像的关联，系统不再自动关联，请由人工关联。";
    /// It is said to show no enforcement.
    MarkedNonEnforcement = Unmet, "recording.marked_non_enforcement", None,
        "该音像已标为非执法活动。标错的，先撤销标记再关联。";
    /// What hangs on work shows enforcement.
    LinkedIsEnforcement = Unmet, "recording.linked_is_enforcement", None,
        "该音像已关联到现场活动，不能标为非执法活动。关联有误的，先撤销关联。";
    /// Nobody says that it shows no enforcement.
    NotMarkedNonEnforcement = Unmet, "recording.not_marked_non_enforcement", None,
        "该音像没有标为非执法活动。";
    /// It takes two.
    NonEnforcementSecondPerson = Unmet, "recording.non_enforcement_second_person", None,
        "标为非执法活动须由另一人确认：提出标记的人、上传的人和当时领用设备的人不能自己确认。";
    /// Outside the recording.
    MarkOutside = Unmet, "recording.mark_outside", Some("17"), "打点时间不在该音像的时长之内。";
    /// The evidence note must have taken effect and name this recording.
    EvidenceNoteMissing = Unmet, "recording.evidence_note_missing", Some("23"),
        "作为证据使用的音像，须先有已生效的《音像资料证据说明》并指明本音像，再复制附卷。";
    /// Whoever takes an excerpt holds a grant, and that is of a case.
    ExcerptWithoutCase = Unmet, "excerpt.without_case", Some("24.2"),
        "该音像没有关联到案件，无从批准查看原件，不能截取。请先关联到案件的现场活动，再申请调阅。";
    /// An excerpt without a reason is nothing but a cut.
    ExcerptUnreasoned { what: String, least: usize } = Unmet, "excerpt.unreasoned", Some("23"),
        "“{what}”须用中文写明，不少于{least}个汉字。请写清楚后再截取。";
    /// Its length and tracks are not known yet.
    ExcerptTooEarly = Unmet, "excerpt.too_early", Some("23"),
        "该音像正在检测，时长还不清楚，不能截取。请等检测完成后再办。";
    /// Nothing can be taken from what cannot be read.
    ExcerptUndecodable = Unmet, "excerpt.undecodable", Some("23"),
        "该文件无法识别，不能截取。需要作为证据的，请把原件整件复制附卷，并在证据说明中写明播放方法。";
    /// A photograph has no length.
    ExcerptNoLength = Unmet, "excerpt.no_length", Some("23"),
        "该文件没有时长（例如照片），不能截取。需要作为证据的，请把原件整件复制附卷。";
    /// Sound alone shows nothing.
    ExcerptNoPicture = Unmet, "excerpt.no_picture", Some("23"),
        "该音像只有声音，没有画面，不能截取画面。请改为截取片段。";
    /// Outside the recording.
    ExcerptOutside { lasts: String } = Unmet, "excerpt.outside", Some("23"),
        "所选起止点不在该音像之内（时长 {lasts}）。请在时间尺上重新选择。";
    /// A still is one moment.
    ExcerptStillIsOneMoment = Unmet, "excerpt.still_is_one_moment", Some("23"),
        "画面只取一个时刻，起点和终点须相同。要截取一段的，请选“片段”。";
    /// No length.
    ExcerptEmpty = Unmet, "excerpt.empty", Some("23"),
        "片段的终点须晚于起点至少0.1秒。请重新选择起止点；只要一个时刻的，请截取画面。";
    /// More than an excerpt.
    ExcerptTooLong { minutes: i64 } = Unmet, "excerpt.too_long", Some("23"),
        "一个片段最长{minutes}分钟。请分段截取，或者把原件整段复制附卷。";
    /// Enough.
    TooManyExcerpts { most: usize } = Unmet, "excerpt.too_many", Some("23"),
        "一段音像最多截取{most}次。请把原件整段复制附卷，在证据说明的关键时点中逐一注明。";
    /// Nothing is derived from what is not as it was deposited.
    ExcerptOriginalDamaged = Unmet, "excerpt.original_damaged", Some("24.1"),
        "该音像的原件已登记销毁，或者最近一次核对与入库时不一致，不能截取。请资料管理员核对原件。";
    /// It is being made, or could not be.
    ExcerptNotMade = Unmet, "excerpt.not_made", Some("23"),
        "该衍生件还没有做好，或者没有做成。请刷新后查看进度；没有做成的，请重新截取。";
    /// The whole original comes first.
    ExcerptOriginalFirst = Unmet, "excerpt.original_first", Some("23"),
        "衍生件不能代替原件。请先按已生效的《音像资料证据说明》把原件整段复制附卷，再以同一份说明附上该衍生件。";
    /// No live grant covers a copy.
    NoExcerptCopyGrant = Forbidden, "excerpt.no_copy_grant", Some("24.2"),
        "下载衍生件是复制行政执法记录信息，须经机关负责人批准。请先申请复制（勾选“复制”）。";
    /// Its bytes did not match what was declared.
    Quarantined = Unmet, "recording.quarantined", Some("24.1"),
        "该文件的摘要与申报不一致，已隔离保存，不能使用。请核对来源后重新上传。";
    /// No live grant covers the look.
    NoGrant = Forbidden, "access.no_grant", Some("24.2"),
        "查看本音像须经机关负责人批准。请先提出调阅申请。";
    /// No live grant covers a copy of the whole case.
    NoCopyGrant = Forbidden, "access.no_copy_grant", Some("24.2"),
        "导出案卷包是复制行政执法记录信息，须经机关负责人批准。请先申请复制（范围选本案全部）。";
    /// Only the head of the owning agency decides.
    NotAgencyHead = Forbidden, "access.not_agency_head", Some("24.2"),
        "调阅、复制由本机关负责人批准，您不是本机关负责人。";
    /// Nobody approves their own wish, nor what is for themselves.
    OwnRequest = Unmet, "access.own_request", Some("24.2"),
        "不能批准自己提出的或者供自己使用的申请，请由其他机关负责人办理。";
    /// The request is no longer pending or live.
    RequestSettled { status: String } = Unmet, "access.settled", Some("24.2"),
        "该申请当前为“{status}”，不能再办理。";
    /// A grant ends, and not after the longest allowed time.
    UntilOutOfRange { days: i64 } = Unmet, "access.until_out_of_range", Some("24.2"),
        "授权截止日须不早于今天、不超过 {days} 天，且所申请的期限尚未届满。";
    /// The closing form names another day than the case's rule gives.
    EndOfActDiffers { by_rule: String } = Unmet, "case.end_of_act_differs", Some("21"),
        "所填的执法行为终结日期与本案适用的终结规则不符：按规则应为{by_rule}。请改为这一天，或者留空由系统确定。";
    /// A process template that does not exist or is of another act.
    UnknownProcess = Unmet, "case.unknown_process", Some("2"), "没有这个办理程序，请从列表选择。";
    /// A case file is made of a closed case.
    NotClosed = Unmet, "case_file.not_closed", Some("13"), "本案尚未结案，不能组卷。";
    /// Pages changed or were never laid out.
    NotComposed = Unmet, "case_file.not_composed", Some("21"), "请先确认卷内目录，再制作案卷包。";
    /// A record counts, but its page image is still being made.
    PagesMissing { titles: String } = Unmet, "case_file.pages_missing", Some("21"),
        "下列已生效文书的版式文件还没有生成：{titles}。请稍候片刻，重新确认卷内目录后再制作案卷包。";
    /// The package must exist and verify before the file is archived.
    NotPacked = Unmet, "case_file.not_packed", Some("21"),
        "案卷包尚未制作或未通过校验，不能归档。";
    /// A given order must name each entry once.
    OrderIncomplete = Unmet, "case_file.order_incomplete", Some("21"),
        "卷内顺序须恰好包含全部材料各一次，请刷新后重新排列。";
    /// Somebody who knows the person would try it early.
    PasswordWeak { why: String } = Unmet, "password.weak", None,
        "新密码容易被人猜到：{why}。请换一个，例如几个互不相干的词连成的一句话。";
    /// The old password must be known to whoever changes it.
    OldPasswordWrong = Unmet, "password.old_wrong", None, "原密码不正确，密码没有修改。请重新输入原密码。";
    /// A new password is another one.
    PasswordUnchanged = Unmet, "password.unchanged", None, "新密码与原密码相同，请换一个。";
    /// An administrator has no office in cases, and nobody else administers.
    RolesClash { role: String } = Unmet, "org.roles_clash", None,
        "系统管理员不能同时担任其他角色。请先结束现有角色，再任命“{role}”，或者另设专人。";
    /// One's own password is changed, with the old one, and not reset.
    OwnPassword = Unmet, "org.own_password", None,
        "不能重置自己的密码。请用“修改密码”；忘记的，由其他系统管理员重置。";
    /// Whoever left has no login.
    PersonDisabled = Unmet, "org.person_disabled", None, "该人员的账号已停用，不能办理。";
    /// Nobody changes their own roles.
    OwnRoles = Unmet, "org.own_roles", None, "不能变更自己的角色。请由其他系统管理员办理。";
    /// A role is held already or not at all.
    RoleUnchanged = Unmet, "org.role_unchanged", None, "该人员的角色没有变化。";
    /// The new appointment would overlap the one there is.
    RoleHeld { role: String } = Unmet, "org.role_held", None,
        "该人员在所填起始日已担任“{role}”。请先填写现任职的最后任职日，再从次日起任命。";
    /// The list has rows without the needed columns, or none.
    ListInvalid { what: String } = Unmet, "recording_list.invalid", Some("16.1"), "清单不能采用：{what}";
    /// A list that was approved or given up stays as it is.
    ListSettled { status: String } = Unmet, "recording_list.settled", Some("16.1"),
        "该清单当前为“{status}”，不能再办理。需要调整的，请以它为底稿另起草案。";
    /// Guidance comes first where there is somebody to give it.
    ListNotGuided = Unmet, "recording_list.not_guided", Some("16.2"),
        "草案还没有报上级行政执法机关指导，不能批准。请先提交上级。";
    /// Nobody above to guide.
    ListHasNoSuperior = Unmet, "recording_list.no_superior", Some("16.2"),
        "本机关没有上级行政执法机关，不需要提交指导，可以直接由机关负责人批准。";
    /// Only people of an agency above write in the margin.
    NotSuperiorAgency = Forbidden, "recording_list.not_superior", Some("16.2"),
        "只有上级行政执法机关可以对草案提出意见。本机关修改清单的，请直接修改各行。";
    /// Neither in the draft nor in the list it is compared with.
    ListRowGone = Unmet, "recording_list.row_gone", Some("16.2"),
        "所批注的行已不在草案或者上级清单内，请刷新后重新选择。";
    /// Somebody else saved rows meanwhile.
    ListRowsMoved = Unmet, "recording_list.rows_moved", Some("16.1"),
        "在您修改期间，已有他人保存过各行，您的修改没有保存。请刷新后核对，再重新修改。";
    /// A comment has one answer.
    ListCommentAnswered { number: u32 } = Unmet, "recording_list.comment_answered", Some("16.2"),
        "第{number}条意见已经答复，不能改写。";
    /// The superior agency was not heard.
    ListCommentsOpen { numbers: String } = Unmet, "recording_list.comments_open", Some("16.2"),
        "上级的第{numbers}条意见还没有处理，不能批准。请逐条答复，或者修改所指的行。";
    /// Less is demanded than the superior agency demands.
    ListAlarmsOpen { rows: String } = Unmet, "recording_list.alarms_open", Some("16.2"),
        "上级清单要求全程音像记录的下列事项被删除或者降低：{rows}。请由上级批注同意，或者在批准时逐项写明理由。";
    /// A version does not begin before today, nor before the one it follows.
    ListFromTooEarly { earliest: String } = Unmet, "recording_list.from_too_early", Some("16.1"),
        "施行日不得早于{earliest}（今天与上一版施行日中较晚的一天），请重新选择。";
    /// The rules say nothing of the kind.
    NoFinding = Unmet, "violation.no_finding", Some("26"),
        "按现在的记录没有这个问题（已经补齐、不适用，或者规则、对象有误），不能提为问题。请刷新后再看。";
    /// The same finding was raised and is not closed.
    ViolationRaised = Unmet, "violation.raised_already", Some("26"),
        "同一事项已经提为问题，还没有办结，不能重复提出。请在“问题与整改”中查看。";
    /// Too much is named.
    TooMuchEvidence { most: usize } = Unmet, "violation.too_much_evidence", Some("26"),
        "一个问题最多附{most}项证据，请合并或者分开提出。";
    /// Only the agency it is about answers.
    ViolationNotYours = Forbidden, "violation.not_yours", Some("27"),
        "申辩和改正由被监督的机关提出，您不是该机关人员。";
    /// What was raised from above is judged there.
    ViolationOfSuperior = Forbidden, "violation.of_superior", Some("27"),
        "该问题由上级行政执法机关提出，由上级核实、责令和复核。本机关请提出申辩或者报告改正情况。";
    /// Nobody judges what they handled.
    JudgeHandledCase = Unmet, "violation.handled_case", Some("27"),
        "您办理过该问题所涉的案件或者现场执法，不能核实、责令、复核。请由没有参与办理的人员办理。";
    /// Whoever reported it right does not look again.
    OwnRectification = Unmet, "violation.own_rectification", Some("27"),
        "改正情况由您报告，不能再由您复核。请由其他人员复核。";
    /// It is not the turn of this step.
    ViolationOutOfTurn { status: String } = Unmet, "violation.out_of_turn", Some("27"),
        "该问题当前为“{status}”，现在不能办理这一步。请刷新后再看。";
    /// An order leaves time.
    OrderDayPast = Unmet, "violation.order_day_past", Some("27"),
        "改正期限不得早于今天，请重新选择。";
    /// Plans are made for about now.
    PlanYearOutOfRange { year: u32 } = Unmet, "oversight.year_out_of_range", Some("26"),
        "监督检查计划的年度须为{year}年或者前后一年，请重新填写。";
    /// A report or publication comes once.
    PlanStepDone { step: String } = Unmet, "oversight.step_done", Some("26"),
        "该计划的“{step}”已经登记过，不能改写。";
    /// Something comes first.
    PlanTooEarly { first: String } = Unmet, "oversight.too_early", Some("26"),
        "现在还不能登记，请等到“{first}”之后再办。";
    /// More was set right than was found.
    PlanCounts = Unmet, "oversight.counts", Some("26"),
        "已改正的问题数不能多于发现的问题数，请核对后重填。";
    /// An internal limit is stricter than the law, or none.
    InternalLimitLooser { limit: String, article: String, law: String } = Unmet, "law.internal_looser", None,
        "内部时限只能比法定期限更严。“{limit}”不严于{article}（{law}），不能选定，请改得更早。";
    /// It is told in the units of the limit.
    InternalLimitUnit { units: String } = Unmet, "law.internal_unit", None,
        "这条期限的内部时限不能用这个单位：{units}。请改单位后再选定。";
    /// Not every rule is a time limit of the agency.
    NoInternalLimit = Unmet, "law.no_internal_limit", None,
        "这条规则不能另设内部时限：它不是约束本机关的期限，或者当日就要办结。请从列表选择。";
    /// Art. 25: only those who were named look at it.
    Confidential { kinds: String } = Forbidden, "secrecy.restricted", Some("25"),
        "该记录标注涉及{kinds}，只有限定的人员可以查看，您不在其中。确需查看的，请承办人调整限定人员。";
    /// A restriction names few.
    TooManyViewers { most: usize } = Unmet, "secrecy.too_many", Some("25"),
        "限定查看的人员最多{most}人，请减少。";
    /// Whoever handled the case may not preside over its hearing.
    HostHandledCase = Unmet, "hearing.handled_case", Some("10(十)"),
        "听证主持人不得是（或者曾是）本案的调查（审查）人员。请由没有参与本案的人员主持。";
    /// Only whom the record names signs there.
    HostNotNamed { title: String } = Unmet, "record.not_named", Some("10(十)"),
        "“{title}”一栏由本文书写明的人员签署，您不在其中。请由写明的人员签署，或者退回更正。";
    /// An agency's own number names one device.
    DeviceAssetNoTaken { asset_no: String, serial_no: String } = Unmet, "device.asset_no_taken", Some("20.1"),
        "资产编号{asset_no}已经登记给序列号为{serial_no}的设备，不能重复登记。请核对标签，或者另编资产编号。";
    /// One maker gives a serial number once.
    DeviceSerialTaken { serial_no: String, first: String } = Unmet, "device.serial_taken", Some("20.1"),
        "同一厂商的序列号{serial_no}已经登记为{first}，不能重复登记。请核对机身铭牌；换了资产编号的，请修改原登记。";
    /// Two makers number alike.
    DeviceNamesake { serial_no: String, first: String } = Unmet, "device.namesake", Some("20.1"),
        "序列号{serial_no}与{first}相同，但厂商不同。确是两台设备的，请写明核对情况后再登记。";
    /// The division is not one of the agency's.
    DeviceDivision = Unmet, "device.division", None, "所选部门不是本机关的内设机构，请重新选择。";
    /// The pattern of file names cannot be read.
    DeviceNaming { why: String } = Unmet, "device.naming", Some("22.1"),
        "文件命名规则读不懂：{why}。可以用“{{设备}}”“{{人员}}”“{{日期}}”“{{时间}}”“{{时刻}}”“{{流水}}”和“*”，例如“{{设备}}_{{人员}}_{{时间}}_{{流水}}.*”。";
    /// Lost or out of use.
    DeviceGone { status: String } = Unmet, "device.gone", Some("20.1"),
        "该设备已登记为“{status}”，不能再办理。丢失后找回的，请先登记找回。";
    /// Stays where it is.
    DeviceFixed { kind: String } = Unmet, "device.fixed", Some("20.1"),
        "{kind}固定使用，不办理领用。";
    /// Waits for repair.
    DeviceUnusable { status: String } = Unmet, "device.unusable", Some("14"),
        "该设备“{status}”，不能领用。请另选一台，或者先办结报修。";
    /// Something speaks against issuing it.
    DeviceWarned { what: String } = Unmet, "device.warned", Some("14"),
        "领用前检查发现：{what}。请另选一台，或者写明仍然领用的理由。";
    /// Nobody has it.
    DeviceNotOut = Unmet, "device.not_out", Some("20.1"), "该设备没有领用记录，不需要归还。";
    /// Somebody has it.
    DeviceStillOut = Unmet, "device.still_out", Some("20.1"), "该设备还在领用中，请先归还。";
    /// It is not lost.
    DeviceNotLost = Unmet, "device.not_lost", None, "该设备没有登记丢失，不需要登记找回。";
    /// Missing files are to be explained first.
    DeviceGapsOpen { open: usize } = Unmet, "device.gaps_open", Some("22.1"),
        "该设备还有 {open} 处文件缺号没有说明，请先说明再停用。";
    /// What a station says does not fit together.
    DockingOdd = Unmet, "device.docking_odd", Some("22.1"),
        "接入报告前后不符：首号、末号须同时填写且首号不大于末号，采集站不能是设备自己。请核对后重报。";
    /// A fault ends once.
    FaultClosed = Unmet, "device.fault_closed", None, "该报修已经办结，不能再办理。又有故障的，请另行报修。";
    /// What was said stays.
    GapExplained = Unmet, "device.gap_explained", Some("22.1"), "该处缺号已经说明，不能改写。";
    /// Nothing is missing any more.
    GapFilled = Unmet, "device.gap_filled", Some("22.1"), "该处缺号的文件都已入库，不需要说明。";
    /// The recording came from another device.
    DeviceNamed = Unmet, "recording.device_named", Some("22.1"),
        "该音像已登记来自另一台设备，不能改写。";
    /// Whoever leaves gives back first.
    DevicesOut { name: String, devices: String } = Unmet, "device.out_on_leaving", Some("20.1"),
        "{name}还领用着设备：{devices}。岗位变动、停用账号之前须先上交或者交接，请设备管理员办理归还、交接；确已丢失的，登记丢失。";
    /// A station that was closed brings in nothing more.
    StationClosed = Unmet, "station.closed", Some("22"),
        "该采集站已停用，不能再导入。请联系设备管理员重新登记。";
    /// A station's key is registered for another one.
    StationKeyTaken { name: String } = Unmet, "station.key_taken", None,
        "该公钥已登记在采集站“{name}”名下。每个采集站须用自己的密钥，请在新的采集站上另行生成。";
    /// Two stations would be one device.
    StationDeviceTaken { name: String } = Unmet, "station.device_taken", Some("20"),
        "该设备已登记为采集站“{name}”。一台采集工作站只对应一个采集站，请另选一台，或者先停用原采集站。";
    /// What was chosen is no collection station in use.
    NoStationDevice = Unmet, "station.no_such_device", Some("20"),
        "所选设备不是本机关登记簿中在用的采集工作站。请先在“设备”页面登记，或者另选一台。";
    /// What a station tells of a device does not fit together.
    DockingContradicts = Unmet, "station.docking_contradicts", None,
        "接入报告前后不符：首号、末号须同时填写且首号不大于末号，电量不超过100。请核对后重报。";
    /// A station deletes nothing but what it has the receipt of.
    ReceiptDiffers = Unmet, "station.receipt_differs", Some("22"),
        "回执与本系统签发的不一致，不能登记清空。请重新取得回执后再报。";
    /// A date range that ends before it begins.
    RangeBackwards { what: String } = Unmet, "range.backwards", None, "“{what}”的截止日早于起始日。";
}
