import { Button, Modal } from "antd";
import { useEffect } from "react";
import { useBlocker } from "react-router";
import { words } from "./zh-records";

/** Warns before unsaved work is left, by link, by back key and by closing the page. */
export function LeaveGuard({ dirty, onSave }: { dirty: boolean; onSave: () => Promise<boolean> }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!dirty) return undefined;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [dirty]);
  if (blocker.state !== "blocked") return null;
  return (
    <Modal
      open
      title={words.leaveTitle}
      onCancel={() => blocker.reset()}
      footer={[
        <Button key="stay" onClick={() => blocker.reset()}>
          {words.leaveStay}
        </Button>,
        <Button key="drop" danger onClick={() => blocker.proceed()}>
          {words.leaveDrop}
        </Button>,
        <Button
          key="save"
          type="primary"
          onClick={() => {
            void onSave().then((saved) => (saved ? blocker.proceed() : blocker.reset()));
          }}
        >
          {words.leaveSave}
        </Button>,
      ]}
    >
      {words.leaveText}
    </Modal>
  );
}
