import { ESLint } from "eslint";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const eslint = new ESLint({ cwd: root });

/** The rules that `code` would break as the content of an existing file. */
async function broken(filePath: string, code: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(code, { filePath: `${root}${filePath}` });
  return [...new Set((result?.messages ?? []).map(({ ruleId }) => ruleId))];
}

it.each([
  ["lib knows no feature", "src/lib/live.ts", 'import "@/features/positions/live";'],
  ["lib knows no component", "src/lib/live.ts", 'import "@/components/ui/button";'],
  ["components know no app", "src/components/ui/button.tsx", 'import "@/app/router";'],
  ["a feature knows no other feature", "src/features/positions/live.ts", 'import "@/features/signals/live";'],
  ["a feature does not climb into another", "src/features/positions/live.ts", 'import "../../signals/live";'],
  ["a feature knows no app", "src/features/positions/live.ts", 'import "@/app/router";'],
  ["only lib/telegram knows the SDK", "src/app/router.tsx", 'import "@tma.js/sdk-react";'],
])("imports flow one way: %s", async (_, file, code) => {
  expect(await broken(file, code)).toContain("no-restricted-imports");
});

it.each([
  ["a hex color", 'export const look = "bg-[#ff0000]";'],
  ["a color function", 'export const look = "rgb(1 2 3)";'],
  ["a number format of its own", "export const format = new Intl.NumberFormat();"],
  ["money as a floating-point number", 'export const amount = Number.parseFloat("1.1");'],
  ["a barrel", 'export * from "./badge";'],
])("components hold no %s", async (_, code) => {
  expect(await broken("src/components/ui/badge.tsx", code)).toContain("no-restricted-syntax");
});

it("what is allowed passes", async () => {
  const code = 'import { live } from "@/lib/live-events";\n\nexport const found = live;\n';
  expect(await broken("src/features/positions/live.ts", code)).not.toContain("no-restricted-imports");
});
