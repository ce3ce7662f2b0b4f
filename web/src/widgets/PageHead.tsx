import type { ReactNode } from "react";
import { useEffect } from "react";
import { zh } from "@/i18n/zh";

interface Props {
  title: ReactNode;
  /** Title of the browser tab when `title` is not plain text. */
  tab?: string;
  note?: ReactNode;
  actions?: ReactNode;
}

/** Title line of a page; also sets the browser tab's title. */
export function PageHead({ title, tab, note, actions }: Props) {
  const name = tab ?? (typeof title === "string" ? title : zh.product);
  useEffect(() => {
    document.title = `${name} · ${zh.product}`;
  }, [name]);
  return (
    <header className="page-head">
      <div className="page-head-text">
        <h1>{title}</h1>
        {note ? <div className="faint">{note}</div> : null}
      </div>
      {actions ? <div className="page-head-actions">{actions}</div> : null}
    </header>
  );
}
