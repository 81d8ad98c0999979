import { inject } from "vitest";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const root = fileURLToPath(new URL("..", import.meta.url));
let files: Map<string, string>;

beforeAll(async () => {
  const outDir = inject("dist");
  const names = (await readdir(outDir, { recursive: true })).filter((name) => /\.(js|css|html)$/.test(name));
  files = new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(outDir, name), "utf8")] as const)));
});

const scripts = () => [...files].filter(([name]) => name.endsWith(".js"));
const holding = (text: string) =>
  scripts()
    .filter(([, code]) => code.includes(text))
    .map(([name]) => name);

it("the search finds what is there: the test would notice", () => {
  expect(holding("/hubs/live").length).toBeGreaterThan(0);
  expect(holding("web_app_setup_main_button").length).toBeGreaterThan(0);
});

it.each([
  ["our stand-in for Telegram", "whalecopy-telegram-mock"],
  ["the SDK's", "Environment was mocked"],
  ["the tests' server", "mockServiceWorker"],
])("the production bundle holds no mock: %s", (_, marker) => {
  expect(holding(marker)).toEqual([]);
});

it("the stand-in for Telegram carries the marker that the test above looks for", async () => {
  expect(await readFile(join(root, "src/lib/telegram/mock.ts"), "utf8")).toContain('"whalecopy-telegram-mock"');
});

it("the development sign-in is a chunk of its own: who does not need it never fetches it", () => {
  const endpoint = holding("/dev/init-data");
  const entry = /src="\/(assets\/index-[^"]+\.js)"/.exec(files.get("index.html") ?? "")?.[1];

  expect(entry).toBeDefined();
  expect(holding("This is a development server")).toHaveLength(1);
  expect(holding("This is a development server")[0]).toMatch(/dev-sign-in/);
  expect(endpoint.length).toBeGreaterThan(0);
});

it("nothing is asked of another origin, and no script or style is inline", () => {
  const html = files.get("index.html") ?? "";

  expect(html).not.toMatch(/https?:\/\//);
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=/);
});

it("what is fetched before the first screen stays under 200 kB compressed", () => {
  const html = files.get("index.html") ?? "";
  const first = scripts().filter(([name]) => html.includes(name));
  const bytes = first.reduce((sum, [, code]) => sum + gzipSync(code).length, 0);

  expect(first.length).toBeGreaterThan(0);
  expect(bytes).toBeLessThan(200_000);
});
