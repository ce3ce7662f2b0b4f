//! The closed lists of words a record kind is described with.

use terms::words;

words! {
    /// Which part of the case file a record is bound into (Art. 21).
    Volume {
        /// Pages before the numbered ones: cover and contents.
        Front = "front", "卷首";
        /// Open to the party and to courts.
        #[doc(alias = "正卷")]
        Main = "main", "正卷";
        /// Internal: approvals, legal review, discussion; never shown outside.
        #[doc(alias = "副卷")]
        Annex = "annex", "副卷";
        /// Pages after the numbered ones: the notes page.
        Back = "back", "卷尾";
        /// Kept apart from the case file: who asked to look at it, copy it or give it out (Art. 24).
        Audit = "audit", "审计卷";
    }

    /// How an instrument is laid out on paper.
    Layout {
        /// An approval table with a cell for each opinion.
        Form = "form", "审批表";
        /// A letter or decision to someone outside, with number, seal and date.
        Letter = "letter", "对外文书";
        /// Minutes: a narrative with a signature line at the foot of every page.
        Minutes = "minutes", "笔录";
        /// A list or receipt: labelled rows and tables of items.
        List = "list", "清单";
        /// A template of its own, `template.typ` beside the record.
        Own = "own", "专用版式";
    }

    /// The act whose rules are checked before a record is drafted and before it takes effect.
    Gate {
        /// Opening the case.
        OpenCase = "open_case", "立案";
        /// Any step of the investigation.
        Investigate = "investigate", "调查取证";
        /// Ending the investigation.
        ConcludeInvestigation = "conclude_investigation", "调查终结";
        /// Making the decision.
        Decide = "decide", "作出决定";
        /// Deciding that no penalty is imposed.
        DecideWithoutPenalty = "decide_without_penalty", "不予处罚";
        /// Closing the case.
        Close = "close", "结案";
    }

    /// What a record changes in its case when it takes effect.
    Effect {
        /// The case is open.
        OpensCase = "opens_case", "立案";
        /// The lead is not taken up as a case.
        NotOpened = "not_opened", "不予立案";
        /// The investigation is over.
        ConcludesInvestigation = "concludes_investigation", "调查终结";
        /// The decision is made.
        Decides = "decides", "作出决定";
        /// Another instrument is served on the party (Art. 12(一)).
        Serves = "serves", "送达";
        /// It was handed over as it was signed; whoever refused has it left in place.
        Delivers = "delivers", "当场交付";
        /// The case is closed.
        Closes = "closes", "结案";
    }

    /// In which capacity someone signs.
    Slot {
        /// Whoever entered or wrote the record down.
        Registrar = "registrar", "记录人";
        /// The officers in charge of the case, or on the scene.
        CaseOfficers = "case_officers", "承办人";
        /// Head of the handling division.
        DivisionHead = "division_head", "承办机构负责人";
        /// Agency head.
        AgencyHead = "agency_head", "行政机关负责人";
        /// Legal reviewer.
        LegalReviewer = "legal_reviewer", "法制审核人";
        /// Whom the agency named to preside over a hearing.
        HearingHost = "hearing_host", "听证主持人";
        /// Those who attended the collective discussion.
        Attendees = "attendees", "出席人员";
        /// The party, or the person questioned, inspected or served.
        Party = "party", "当事人";
        /// A witness.
        Witness = "witness", "见证人";
        /// Records custodian, or whoever binds and checks the case file.
        Custodian = "custodian", "立卷人";
    }

    /// The input a field is filled in with.
    Widget {
        /// One line of text.
        Text = "text", "单行文字";
        /// Several lines of text.
        Textarea = "textarea", "多行文字";
        /// A civil date, `YYYY-MM-DD`.
        Date = "date", "日期";
        /// An instant, RFC 3339 with offset; printed to the minute.
        Datetime = "datetime", "时间";
        /// A list of officer ids.
        Officers = "officers", "执法人员";
        /// An amount in fen, an integer.
        Money = "money", "金额";
        /// A whole number that is no amount of money.
        Number = "number", "整数";
        /// The id of one text record of the same case.
        Record = "record", "文书";
        /// The id of one recording of the same case.
        Recording = "recording", "音像记录";
        /// A list of rows, each an object of its own fields.
        Items = "items", "清单";
        /// One of a closed list of texts.
        Choice = "choice", "选项";
        /// Yes or no.
        Checkbox = "checkbox", "是否";
    }

    /// How a field appears on paper.
    Print {
        /// Label and value on one line.
        Line = "line", "行";
        /// A heading and paragraphs under it.
        Block = "block", "段";
        /// A table, one row an item.
        Table = "table", "表";
        /// Questions and answers, in the order they were spoken.
        Dialogue = "dialogue", "问答";
        /// Only where a wording names it.
        Inline = "inline", "嵌入用语";
        /// Not at all.
        Hidden = "hidden", "不打印";
    }
}
