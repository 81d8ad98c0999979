import { act } from "@testing-library/react";
import axe from "axe-core";

/** Accessibility faults that need no layout: names, roles, labels, structure. Colors are checked in a real browser (tests/). */
export async function accessibilityFaults(root: Element = document.body): Promise<string[]> {
  // It takes a while, and answers of the server may arrive meanwhile.
  const { violations } = await act(() =>
    axe.run(root, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
    }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
