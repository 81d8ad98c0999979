import { useWhaleName, type WhaleId } from "@/lib/whale-name";

/** A whale by his name; by his number until the name is known. */
export function WhaleName({ id }: { id: WhaleId | null }) {
  const name = useWhaleName(id);
  if (id === null) return "a whale";
  return name ?? `whale ${id}`;
}
