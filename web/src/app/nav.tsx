import {
  AuditOutlined,
  BankOutlined,
  CloudServerOutlined,
  CloudUploadOutlined,
  EnvironmentOutlined,
  ExceptionOutlined,
  FolderOpenOutlined,
  HomeOutlined,
  InboxOutlined,
  LinkOutlined,
  NumberOutlined,
  PlaySquareOutlined,
  ReadOutlined,
  SafetyCertificateOutlined,
  TableOutlined,
  UnorderedListOutlined,
  VideoCameraOutlined,
} from "@ant-design/icons";
import type { ReactNode } from "react";
import type { Role } from "@/api/schema";
import { zh, type NavKey } from "@/i18n/zh";

export interface NavItem {
  key: NavKey;
  to: string;
  title: string;
  icon: ReactNode;
}

/**
 * Who meets which page in the menu. This is orientation only: what a person may do or read is the
 * server's answer on each page.
 */
const WHO: Record<NavKey, readonly Role[] | "all"> = {
  desk: "all",
  cases: ["officer", "division_head", "legal_reviewer", "agency_head", "records_custodian", "supervisor"],
  acts: ["officer", "division_head", "agency_head", "supervisor"],
  intake: ["officer", "device_custodian"],
  stations: ["officer", "division_head", "agency_head", "records_custodian", "device_custodian", "supervisor"],
  av: ["officer", "division_head", "legal_reviewer", "agency_head", "records_custodian", "device_custodian", "supervisor"],
  match: ["officer", "division_head", "agency_head", "records_custodian", "device_custodian"],
  approvals: ["officer", "division_head", "legal_reviewer", "agency_head", "records_custodian"],
  archive: ["records_custodian", "agency_head"],
  numbers: ["records_custodian", "legal_reviewer", "agency_head", "supervisor"],
  coverage: ["division_head", "legal_reviewer", "agency_head", "supervisor"],
  lists: ["officer", "division_head", "legal_reviewer", "agency_head", "records_custodian", "device_custodian", "supervisor"],
  devices: ["device_custodian", "officer", "division_head", "agency_head", "supervisor"],
  violations: ["officer", "division_head", "legal_reviewer", "agency_head", "supervisor"],
  people: ["administrator"],
  proof: ["division_head", "legal_reviewer", "agency_head", "records_custodian", "device_custodian", "supervisor", "administrator"],
  law: "all",
};

const ITEMS: NavItem[] = [
  { key: "desk", to: "/desk", title: zh.nav.desk, icon: <HomeOutlined /> },
  { key: "approvals", to: "/approvals", title: zh.nav.approvals, icon: <AuditOutlined /> },
  { key: "cases", to: "/cases", title: zh.nav.cases, icon: <FolderOpenOutlined /> },
  { key: "acts", to: "/acts", title: zh.nav.acts, icon: <EnvironmentOutlined /> },
  { key: "intake", to: "/intake", title: zh.nav.intake, icon: <CloudUploadOutlined /> },
  { key: "stations", to: "/stations", title: zh.nav.stations, icon: <CloudServerOutlined /> },
  { key: "av", to: "/av", title: zh.nav.av, icon: <PlaySquareOutlined /> },
  { key: "match", to: "/match", title: zh.nav.match, icon: <LinkOutlined /> },
  { key: "archive", to: "/archive", title: zh.nav.archive, icon: <InboxOutlined /> },
  { key: "numbers", to: "/doc-numbers", title: zh.nav.numbers, icon: <NumberOutlined /> },
  { key: "coverage", to: "/coverage", title: zh.nav.coverage, icon: <TableOutlined /> },
  { key: "lists", to: "/recording-list", title: zh.nav.lists, icon: <UnorderedListOutlined /> },
  { key: "devices", to: "/devices", title: zh.nav.devices, icon: <VideoCameraOutlined /> },
  { key: "violations", to: "/violations", title: zh.nav.violations, icon: <ExceptionOutlined /> },
  { key: "proof", to: "/proof", title: zh.nav.proof, icon: <SafetyCertificateOutlined /> },
  { key: "people", to: "/people", title: zh.nav.people, icon: <BankOutlined /> },
  { key: "law", to: "/law", title: zh.nav.law, icon: <ReadOutlined /> },
];

export function navFor(roles: readonly Role[]): NavItem[] {
  return ITEMS.filter(({ key }) => {
    const who = WHO[key];
    return who === "all" || who.some((role) => roles.includes(role));
  });
}

/** The item a path belongs to. */
export function navKeyOf(path: string): NavKey | undefined {
  return ITEMS.find((item) => path === item.to || path.startsWith(`${item.to}/`))?.key;
}
