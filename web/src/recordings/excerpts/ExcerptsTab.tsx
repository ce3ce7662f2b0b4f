import type { RecordingPage } from "@/api/schema";
import { Nothing } from "@/widgets/Loaded";
import { ExcerptCard } from "./ExcerptCard";
import { words as text } from "./zh-excerpts";
import "./excerpts.css";

/** Clips and stills taken from the recording, the newest first. */
export function ExcerptsTab({ page, onJump }: { page: RecordingPage; onJump: (ms: number) => void }) {
  const { items } = page.excerpts;
  if (items.length === 0) return <Nothing text={text.none} />;
  return (
    <ul className="excerpt-list" aria-label={text.tab}>
      {[...items].reverse().map((one) => (
        <li key={one.number}>
          <ExcerptCard page={page} one={one} onJump={onJump} />
        </li>
      ))}
    </ul>
  );
}
