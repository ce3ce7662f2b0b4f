import type { ReactNode } from "react";
import type { ChipTone } from "./tones";

interface Props {
  tone: ChipTone;
  icon?: ReactNode;
  children: ReactNode;
  title?: string;
  onClick?: () => void;
}

/** Icon and word in a tone; a button if it can be pressed. */
export function Chip({ tone, icon, children, title, onClick }: Props) {
  const inner = (
    <>
      {icon ? (
        <span className="chip-icon" aria-hidden>
          {icon}
        </span>
      ) : null}
      <span>{children}</span>
    </>
  );
  if (onClick)
    return (
      <button type="button" className={`chip chip-${tone} chip-button`} title={title} onClick={onClick}>
        {inner}
      </button>
    );
  return (
    <span className={`chip chip-${tone}`} title={title}>
      {inner}
    </span>
  );
}
