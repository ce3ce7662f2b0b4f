//! The offices, and what may be done.

use terms::words;

words! {
    /// An office held in an agency.
    Role {
        /// Works on cases.
        Officer = "officer", "执法人员";
        /// Heads a handling division.
        DivisionHead = "division_head", "承办机构负责人";
        /// Reviews legality (Art. 11).
        LegalReviewer = "legal_reviewer", "法制审核人员";
        /// Heads the agency (Arts. 11, 24).
        #[doc(alias = "行政执法机关负责人")]
        AgencyHead = "agency_head", "机关负责人";
        /// Keeps the records (Art. 20).
        #[doc(alias = "专门人员(资料管理)")]
        RecordsCustodian = "records_custodian", "资料管理员";
        /// Keeps the devices (Art. 20).
        DeviceCustodian = "device_custodian", "设备管理员";
        /// Supervises agencies below (Art. 26).
        Supervisor = "supervisor", "执法监督人员";
        /// Keeps people and agencies; sees no case.
        Administrator = "administrator", "系统管理员";
    }

    /// Everything a person can ask of the system.
    Action {
        /// Use one's own session.
        SessionUse = "session.use", "使用自己的登录";
        /// Look at agencies and people.
        OrgRead = "org.read", "查看机构人员";
        /// Change agencies, people, roles, credentials.
        OrgWrite = "org.write", "维护机构人员";
        /// Look at rules, kinds of records, lists, calendars.
        LawRead = "law.read", "查看规则与清单";
        /// Choose in writing where the law leaves a choice.
        LawChoose = "law.choose", "选定法律适用口径";
        /// Adopt an AV recording list (Art. 16).
        ListAdopt = "list.adopt", "采用音像记录事项清单";
        /// Look at versions of the recording list, and at those that were laid before one's agency.
        ListRead = "list.read", "查看音像记录事项清单各版";
        /// Draft a recording list, lay it before the superior agency, answer it (Art. 16).
        ListDraft = "list.draft", "起草音像记录事项清单";
        /// Guide the lists of agencies below (Art. 16 para. 2).
        ListComment = "list.comment", "对下级清单提出意见";
        /// Register the source of a case (Art. 9).
        CaseRegister = "case.register", "登记案源";
        /// List cases and read about one.
        CaseRead = "case.read", "查看案件";
        /// Know who gave a clue and asked not to be named.
        InformantRead = "case.informant", "查看要求保密的提供人";
        /// Change the officers in charge.
        CaseAssign = "case.assign", "指定承办人";
        /// Say that a duty does not apply to a case.
        DutyWaive = "duty.waive", "提出事项不适用";
        /// Agree or disagree that a duty does not apply.
        WaiverSign = "duty.sign_waiver", "签字认定事项不适用";
        /// Draft, edit, submit, void a text record; note a party's signature.
        RecordWrite = "record.write", "制作文书";
        /// Sign, or return for correction.
        RecordSign = "record.sign", "签署文书";
        /// Agree or disagree that a numbered record is voided.
        VoidingDecide = "record.decide_voiding", "批准作废有文号的文书";
        /// Look at the register of document numbers.
        NumbersRead = "numbers.read", "查看文书编号登记簿";
        /// Plan and record on-site work.
        ActivityWrite = "activity.write", "登记现场执法";
        /// Agree or disagree that same-day deposit was truly impossible (Art. 22).
        RemoteDecide = "activity.decide_remote", "批准不能当日储存";
        /// Look at on-site work.
        ActivityRead = "activity.read", "查看现场执法";
        /// Deposit recordings (Art. 22).
        RecordingDeposit = "recording.deposit", "储存音像记录";
        /// Look at the facts of a recording, not its content.
        RecordingRead = "recording.read", "查看音像记录信息";
        /// Link, mark, correct the assumed time.
        RecordingWrite = "recording.write", "整理音像记录";
        /// Say that a recording shows no enforcement, or take that back.
        RecordingSetAside = "recording.set_aside", "标记非执法活动";
        /// Agree, as a second person, that it shows none.
        RecordingSetAsideDecide = "recording.decide_set_aside", "确认非执法活动";
        /// Choose how much of the linking of recordings is left to the machine.
        MatchingChoose = "matching.choose", "选定音像关联方式";
        /// Choose after which acts parties are given a slip.
        SlipsChoose = "slips.choose", "选定查验单提供范围";
        /// Look at the content (Art. 24).
        RecordingView = "recording.view", "播放音像记录";
        /// Ask for access (Art. 24).
        AccessRequest = "access.request", "申请调阅";
        /// Decide on access (Art. 24).
        AccessDecide = "access.decide", "批准调阅";
        /// Compose, pack and archive the case file (Arts. 20, 21).
        FileWrite = "file.write", "组卷归档";
        /// Take the package out.
        FileExport = "file.export", "导出案卷包";
        /// Read about violations (Art. 26).
        ViolationRead = "violation.read", "查看问题与整改";
        /// Raise a violation (Art. 26).
        ViolationRaise = "violation.raise", "提出问题";
        /// Give the defence, report what was set right (Art. 27).
        ViolationAnswer = "violation.answer", "申辩、报告改正";
        /// Verify, dismiss, order, look again, refer (Art. 27).
        ViolationJudge = "violation.judge", "核实、责令、复核问题";
        /// Look at what had to be recorded and what was, over all work (Arts. 15, 16, 26).
        CoverageRead = "coverage.read", "查看应录尽录";
        /// Look at plans of inspection and their reports (Art. 26).
        PlanRead = "oversight.read", "查看监督检查计划";
        /// Plan and report the year's inspection (Art. 26).
        PlanWrite = "oversight.write", "制定监督检查计划、登记报告";
        /// Look at devices and who had them (Art. 20).
        DeviceRead = "device.read", "查看设备";
        /// Keep the register, issue and take back, see to upkeep (Art. 20).
        DeviceKeep = "device.keep", "登记、收发、维护设备";
        /// Report a fault, explain missing files.
        DeviceReport = "device.report", "设备报修、说明缺号";
        /// Report what was found on a device when it was put into a station (Art. 22).
        DeviceDock = "device.dock", "报告设备接入情况";
        /// Read originals again and compare them, note what was destroyed (Art. 24).
        OriginalKeep = "original.keep", "核对原始资料、登记销毁";
        /// Look at the log's head, the patrol, the replica and what they found (Arts. 24, 26).
        ProofRead = "proof.read", "查看存证中心";
        /// Say that a report of figures is wrong (Art. 26).
        ReportDoubt = "report.doubt", "提出更正指标日报";
        /// Agree, as a second person, to put another one in its place, or let it stand (Art. 26).
        ReportDecide = "report.decide", "批准更正指标日报";
        /// Have the whole log recomputed from its leaves (Art. 24).
        ProofRecompute = "proof.recompute", "全部重算";
        /// Let the red team attack a sample store, to see that the alarms sound (Arts. 24, 26).
        RedTeamRun = "red_team.run", "启动红队演练";
        /// Report a recording that somebody kept for themselves, and look at such reports (Art. 22).
        PrivateCopyReport = "private_copy.report", "报告、查看自行保存的音像记录";
        /// Note that it was taken back (Art. 22).
        PrivateCopyRemove = "private_copy.remove", "登记收回自行保存的音像记录";
        /// Look at collection stations and what was put into them (Art. 22).
        StationRead = "station.read", "查看采集站";
        /// Register stations, change their keys, close them (Art. 20).
        StationKeep = "station.keep", "登记、停用采集站";
    }
}
