//! The attacks, who could do each, and the alarms: closed lists with their words.

use terms::words;

words! {
    /// What is done to a copy of the sample.
    Attack {
        /// One bit of an original.
        FlipByte = "flip_byte", "改动原件的一个字节";
        /// Two originals lie under each other's name.
        SwapOriginals = "swap_originals", "调换两份原件";
        /// The end of an original is gone.
        CutClip = "cut_clip", "截短一段录像";
        /// An original is gone.
        DeleteOriginal = "delete_original", "删除一份原件";
        /// Other bytes, and rows that speak of them.
        ReplaceOriginal = "replace_original", "换掉录像并改好数据库里的摘要";
        /// Other bytes arrive than the sender declared.
        SwapInTransit = "swap_in_transit", "上传途中掉包";
        /// A fact was written earlier than it was.
        ShiftTime = "shift_time", "把入库时间改早两天";
        /// A fact is gone from the journal.
        DeleteLogRow = "delete_log_row", "从日志里删去一次查阅";
        /// Two facts change places.
        ReorderLog = "reorder_log", "调换日志里两条事实的次序";
        /// A fact's text says something else.
        ChangeBody = "change_body", "改写事实的正文";
        /// A fact says something else, and both trees were made anew.
        RewriteHistory = "rewrite_history", "把查阅记到别人名下并重算整棵日志树";
        /// A list shows another name.
        RenamePerson = "rename_person", "在案件列表里给当事人改名";
        /// A duty falls due later.
        MoveDue = "move_due", "把办理期限推后";
        /// A row says that somebody may look.
        ForgeGrant = "forge_grant", "伪造调阅批准";
        /// An older copy of the database is put back.
        ReplayBackup = "replay_backup", "放回旧的数据库备份";
        /// The signer's memory is put back with it.
        ReplaySigner = "replay_signer", "连同签名状态一起放回旧备份";
        /// Another key under the log's name.
        ForgeSignature = "forge_signature", "用另一把钥匙伪造日志签名";
        /// A cosignature that no witness made.
        FakeWitness = "fake_witness", "伪造见证方的签名";
        /// A package put together anew with one instrument changed.
        RemakePackage = "remake_package", "改一份文书后重新打成案卷包";
        /// A slip that speaks of another fact.
        ForgeSlip = "forge_slip", "涂改查验单的序号";
    }
    /// Who could do it.
    Power {
        /// Reads and writes files of the vault.
        Bytes = "bytes", "能写原件库的人";
        /// Rules the database; triggers do not stop them.
        Database = "database", "数据库管理员（触发器已卸除）";
        /// Both.
        Both = "both", "同时能写原件库和数据库的人";
        /// Rules the machine, with the signer's memory.
        Machine = "machine", "整台服务器的管理员（连签名状态）";
        /// Sits between the sender and the server.
        Line = "line", "处在采集站与服务器之间的人";
        /// Has a package in hand.
        Package = "package", "拿到案卷包的任何人";
        /// Has a slip in hand.
        Slip = "slip", "拿到查验单的任何人";
    }
    /// What is there to notice it.
    Alarm {
        /// What was signed last is compared at start.
        Start = "start", "启动核对";
        /// Everything is computed anew.
        Check = "check", "全库核对";
        /// The page of a case recomputes its facts.
        CasePage = "case_page", "案件页核对";
        /// What arrived is compared with what was declared.
        Intake = "intake", "入库复核";
        /// A look without leave is refused and noted.
        Access = "access", "调阅授权";
        /// The signer signs only what extends what it signed.
        Signer = "signer", "签名进程";
        /// The witness remembers what it cosigned.
        Witness = "witness", "见证方";
        /// All stored bytes are read again.
        Patrol = "patrol", "全库巡检";
        /// A package is verified by somebody else.
        Verifier = "verifier", "离线核验";
        /// A party asks what became of a slip.
        Slip = "slip", "查验单核对";
    }
}

impl Attack {
    /// Who could do it.
    pub(crate) const fn power(self) -> Power {
        match self {
            Self::FlipByte | Self::SwapOriginals | Self::CutClip | Self::DeleteOriginal => {
                Power::Bytes
            }
            Self::ReplaceOriginal => Power::Both,
            Self::SwapInTransit => Power::Line,
            Self::ShiftTime
            | Self::DeleteLogRow
            | Self::ReorderLog
            | Self::ChangeBody
            | Self::RewriteHistory
            | Self::RenamePerson
            | Self::MoveDue
            | Self::ForgeGrant
            | Self::ReplayBackup
            | Self::ForgeSignature => Power::Database,
            Self::ReplaySigner => Power::Machine,
            Self::FakeWitness | Self::RemakePackage => Power::Package,
            Self::ForgeSlip => Power::Slip,
        }
    }

    /// What stays possible all the same.
    pub(crate) const fn limit(self) -> &'static str {
        match self {
            Self::FlipByte => {
                "播放只比对长度，不逐字节核对；被读到之前（至多三十天）可能已有人看过改动后的内容。没有副本时不能复原。"
            }
            Self::SwapOriginals => {
                "读到之前，播放的可能是另一段。两段都在，换回原位即可；没有副本时要人工处理。"
            }
            Self::CutClip => {
                "播放时按长度立即发现；没有人播放的，等巡检读到。截去的部分要靠副本找回。"
            }
            Self::DeleteOriginal => "能发现少了，不能凭空找回；副本和备份决定能否复原。",
            Self::ReplaceOriginal => {
                "巡检按改过的行去读，看不出来；要靠全库核对从事实重算。没有定期核对的，可能很久不知道。"
            }
            Self::SwapInTransit => {
                "发送方没有申报摘要的，服务器收到什么就是什么；申报之前已被换掉的，只有设备自身签名才看得出。"
            }
            Self::ShiftTime => {
                "入账时间以服务器时钟为准；入账当时时钟就不准的，只能由见证方的时间框定先后，不能改正。"
            }
            Self::DeleteLogRow => "能指出缺了哪一条，内容要从备份或镜像找回。",
            Self::ReorderLog => "能指出哪两条不对，原来的次序要从备份确认。",
            Self::ChangeBody => "能证明正文被改过，不能还原改之前写的是什么。",
            Self::RewriteHistory => {
                "尚未签名的最后几条（正常运行时不到一分钟）改了也没有签名可比；全部签名和见证都被收买时看不出来。"
            }
            Self::RenamePerson => {
                "事实没有变，重建即可改正；下一次核对之前，列表上看到的是假名字。"
            }
            Self::MoveDue => "事实没有变，重建即可改正；下一次核对之前，催办和统计按假期限算。",
            Self::ForgeGrant => {
                "按格式在日志末尾追加一条完整的批准，核对看不出：日志只证明它何时写入，不证明是负责人本人所为，须由本人复核。"
            }
            Self::ReplayBackup => "能拒绝启动，不能补回缺少的部分；要用最新的备份或镜像补回。",
            Self::ReplaySigner => {
                "本机没有任何东西记得，只有外面的见证方知道；没有配置见证方的，这一项查不出来。"
            }
            Self::ForgeSignature => "真钥匙被偷走的，签名是真的；要靠见证方不肯共签、及时换钥匙。",
            Self::FakeWitness => {
                "核验方要用自己手里的见证策略；只信包内所带公钥的，看不出见证是假的。"
            }
            Self::RemakePackage => {
                "核验方不核验，就看不出来；包里从一开始就没有收入的材料，包本身说明不了。"
            }
            Self::ForgeSlip => {
                "只能证明这张查验单不是本系统给的；当事人没有拿到查验单的，无从查起。"
            }
        }
    }
}

impl Alarm {
    /// When it sounds in operation, at the latest.
    pub(crate) const fn period(self) -> &'static str {
        match self {
            Self::Start => "服务启动时",
            Self::Check => "运行 liuhen check 时",
            Self::CasePage => "下一次打开该案页面时",
            Self::Intake => "收齐后立即",
            Self::Access => "当场",
            Self::Signer => "下一次签名时（有新事实后打开任意页面即签）",
            Self::Witness => "启动时，此后有新事实的每分钟",
            Self::Patrol => "三十天内；打包前另比对",
            Self::Verifier => "对方核验时",
            Self::Slip => "当事人查验时",
        }
    }
}

/// What no attack of these shows, because nothing of ours can.
pub(crate) const BEYOND: [&str; 5] = [
    "从未记录的事：没有开机、没有拍到、没有写下来的，任何报警都不会响；只能由规则指出“应有而没有”。",
    "取得第一个摘要之前：在记录仪或存储卡上已被剪接、替换的，只有设备自身的签名才看得出。",
    "内容是否真实：签名和日志证明没有改动、何时写入，不证明写的是真话。",
    "有权的人按格式追加的假事实：日志证明它何时写入、用了谁的登录，不证明是本人。",
    "不留痕迹的偷看：能读服务器磁盘的人直接读取文件，本系统不会知道。",
];
