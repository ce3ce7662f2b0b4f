import type { Step } from "@/api/schema";

/** The page where a step of a case is done. */
export function stepTarget(caseId: string, step: Step): string {
  const base = `/cases/${caseId}`;
  const [verb = "", object] = step.action.split(":");
  switch (verb) {
    case "draft":
      return `${base}/records/new?kind=${encodeURIComponent(step.kind ?? object ?? "")}`;
    case "record":
    case "sign":
    case "submit":
      return object ? `${base}/records/${object}` : `${base}?tab=records`;
    case "plan-activity":
    case "activity":
      return object ? `/acts/${object}` : `/acts?new=1&case_id=${encodeURIComponent(caseId)}`;
    case "compose":
    case "pack":
    case "archive":
      return `${base}?tab=file`;
    case "access":
    case "request-access":
      return `${base}?tab=recordings`;
    case "upload":
      return "/intake";
    default:
      return `${base}?tab=records`;
  }
}
