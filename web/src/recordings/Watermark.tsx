import { formatInstant } from "@/format/time";
import { useNow } from "@/widgets/use-now";

/** Who watches, and when, over the picture: a filmed screen can be traced. */
export function Watermark({ name, id }: { name: string; id: string }) {
  const now = useNow(30_000);
  const text = `${name} ${id} ${formatInstant(now)}`;
  return (
    <div className="watermark" aria-hidden>
      {Array.from({ length: 12 }, (_, index) => (
        <span key={index}>{text}</span>
      ))}
    </div>
  );
}
