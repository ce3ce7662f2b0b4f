import { useEffect, useSyncExternalStore } from "react";
import { useSession } from "@/api/session";
import { uploadEngine, type EngineView } from "./upload-engine";
import { unfinishedCount } from "./upload-queue";

/** The queue as it stands; re-renders on each change. */
export function useUploadEngine(): EngineView {
  return useSyncExternalStore(uploadEngine.subscribe, uploadEngine.view);
}

/**
 * How many files are not deposited yet, for the shell's badge.
 *
 * Mounted by the shell, so it also starts the queue of the person logged in: uploads broken off by
 * a reload go on from any page.
 */
export function useUploadBadge(): number {
  const officerId = useSession().data?.officer.officer_id;
  useEffect(() => {
    if (officerId !== undefined) void uploadEngine.serve(officerId);
  }, [officerId]);
  return useSyncExternalStore(uploadEngine.subscribe, () => unfinishedCount(uploadEngine.view().tasks));
}
