import type { ThemeConfig } from "antd";

/** 政务蓝, white cards, dense, calm. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: "#1456A8",
    colorLink: "#1456A8",
    colorError: "#B3261E",
    colorWarning: "#B86E00",
    colorSuccess: "#1E6B34",
    // antd derives muddy grounds from colours this dark.
    colorSuccessBg: "#E9F5EC",
    colorSuccessBorder: "#A8D2B2",
    colorWarningBg: "#FDF4E3",
    colorWarningBorder: "#E6C384",
    colorErrorBg: "#FCEDEC",
    colorErrorBorder: "#E8B4B0",
    colorTextPlaceholder: "#6B7480",
    colorTextDescription: "#5B6470",
    colorTextTertiary: "#5B6470",
    colorTextQuaternary: "#6B7480",
    colorBgLayout: "#F3F5F8",
    colorTextBase: "#1C2430",
    borderRadius: 4,
    fontSize: 14,
    fontFamily:
      '-apple-system, "Segoe UI", "Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif',
    // Nothing moves for whoever asked their system for that. A style sheet that cuts all animation
    // short instead leaves the lists of selects outside the window.
    motion: typeof matchMedia === "undefined" || !matchMedia("(prefers-reduced-motion: reduce)").matches,
    motionDurationSlow: "0.15s",
    motionDurationMid: "0.12s",
    motionDurationFast: "0.08s",
  },
  components: {
    Table: { cellPaddingBlockSM: 6, cellPaddingInlineSM: 10, headerBg: "#F4F6F9", fontSize: 13, headerSplitColor: "transparent" },
    Tabs: { horizontalItemPadding: "10px 0", horizontalItemGutter: 24 },
    Form: { itemMarginBottom: 16, verticalLabelPadding: "0 0 4px" },
    Card: { bodyPadding: 16, headerHeight: 44 },
    Menu: { darkItemBg: "#0F2F57", darkItemSelectedBg: "#1456A8", darkSubMenuItemBg: "#0F2F57", itemHeight: 40 },
    Steps: { iconSizeSM: 22 },
  },
};
