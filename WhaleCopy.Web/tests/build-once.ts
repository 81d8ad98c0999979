import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  // Vitest's own way of typing what a global setup provides.
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions
  interface ProvidedContext {
    dist: string;
  }
}

/**
 * Builds the app once for all tests of this folder, by the command that ships it and in a process of its own: inside of
 * the test runner NODE_ENV is "test", and Vite would build for development.
 */
export default async function setup(project: TestProject) {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const dist = await mkdtemp(join(tmpdir(), "whalecopy-web-"));
  const env = { ...process.env };
  delete env.NODE_ENV;
  delete env.VITEST;
  const vite = join(root, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(process.execPath, [vite, "build", "--outDir", dist, "--emptyOutDir", "--logLevel", "warn"], {
    cwd: root,
    env,
  });
  project.provide("dist", dist);
  return async () => {
    await rm(dist, { recursive: true });
  };
}
