//! The kinds of enforcement act, their procedure and the stages of a case (Arts. 2, 3, 11).

use crate::words;

words! {
    /// The five kinds of enforcement act the regulation covers (Art. 2).
    #[doc(alias = "行政执法行为")]
    ActKind {
        /// Administrative penalty.
        #[doc(alias = "行政处罚")]
        Penalty = "penalty", "行政处罚";
        /// Administrative compulsion: compulsory measures and compulsory enforcement.
        #[doc(alias = "行政强制")]
        Compulsion = "compulsion", "行政强制";
        /// Administrative inspection.
        #[doc(alias = "行政检查")]
        Inspection = "inspection", "行政检查";
        /// Levy and requisition: one kind in Art. 2.
        #[doc(alias = "行政征收 / 征用")]
        LevyOrRequisition = "levy_or_requisition", "行政征收征用";
        /// Administrative licensing.
        #[doc(alias = "行政许可")]
        Licensing = "licensing", "行政许可";
    }

    /// How a penalty is decided (Art. 11 says 一般程序; since 2021 the statute says 普通程序).
    #[doc(alias = "一般程序 / 简易程序")]
    Procedure {
        /// Ordinary procedure.
        Ordinary = "ordinary", "普通程序";
        /// Summary procedure, decided on the spot.
        Summary = "summary", "简易程序";
    }

    /// Stages of enforcement (Art. 3) and what follows them (Art. 13).
    #[doc(alias = "执法环节")]
    Stage {
        /// Source, filing.
        Initiation = "initiation", "启动";
        /// Investigation and evidence collection.
        #[doc(alias = "调查取证")]
        Investigation = "investigation", "调查取证";
        /// Review and decision.
        Decision = "decision", "审核决定";
        /// Service and execution.
        Execution = "execution", "送达执行";
        /// Closing and archiving.
        Archiving = "archiving", "结案归档";
    }

    /// How grave an unmet rule is. A product's scale: the regulation itself knows none.
    Severity {
        /// The act may be void, evidence excluded or destroyed.
        S1 = "S1", "一票否决";
        /// Grave defect.
        S2 = "S2", "重大缺陷";
        /// Ordinary defect.
        S3 = "S3", "一般缺陷";
        /// Hint.
        S4 = "S4", "提示";
    }
}
