/** Finds in the server's step list what a button of this page stands for. Blocked steps come with their reasons. */
import type { RecordKindView, RecordPage, RecordStatus, SlotState, Step } from "@/api/schema";

export type RecordAct = "edit" | "submit" | "sign" | "party_signature" | "return" | "void" | "correct" | "secrecy";

/** Other names the server may give the same act. */
const NAMES: Record<RecordAct, readonly string[]> = {
  edit: ["edit", "fields", "draft"],
  submit: ["submit"],
  sign: ["sign"],
  party_signature: ["party_signature", "party-signature"],
  return: ["return"],
  void: ["void"],
  correct: ["correct"],
  secrecy: ["secrecy"],
};

/** The step of this act, for one slot if given; null when the server does not offer it. */
export function stepFor(steps: readonly Step[], act: RecordAct, slot?: string): Step | null {
  const named = steps.filter((step) => NAMES[act].includes(step.action.split(":")[0] ?? ""));
  if (slot === undefined) return named[0] ?? null;
  return named.find((step) => step.action.split(":")[1] === slot) ?? named.find((step) => !step.action.includes(":")) ?? null;
}

/** The opinion of the legal review: whoever writes it is shown what the system found (Art. 11(三)). */
export const isReview = (kind: Pick<RecordKindView, "signers">): boolean => kind.signers[0]?.slot === "legal_reviewer";

/** Steps that draft another record of the case, e.g. the proof of service of this one. */
export function draftSteps(steps: readonly Step[], ownKind: string): Step[] {
  return steps.filter((step) => step.kind !== null && step.kind !== ownKind && step.action.startsWith("draft:"));
}

const EDITABLE: ReadonlySet<RecordStatus> = new Set<RecordStatus>(["draft", "returned"]);

/** Whether the fields may be changed by this person now. */
export function mayEdit(page: RecordPage): boolean {
  if (!EDITABLE.has(page.summary.status)) return false;
  const step = stepFor(page.actions, "edit");
  return step === null || step.allowed;
}

/** Slots this person can sign now; parties and witnesses sign through an officer. */
export function openSlots(page: RecordPage): { mine: SlotState[]; external: SlotState[] } {
  if (page.summary.status !== "signing") return { mine: [], external: [] };
  const open = page.slots.filter((slot) => !slot.done || (slot.external && slot.signed.length < Math.max(slot.min, 1)));
  return { mine: open.filter((slot) => slot.mine && !slot.external), external: open.filter((slot) => slot.external) };
}
