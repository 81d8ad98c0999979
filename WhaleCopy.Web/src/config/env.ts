/** Everything the build or the dev server decides. Run-time facts (simulated or live) come from the API, see lib/mode. */
export const env = {
  /** The API is always this page's own origin: the API serves the built app, the dev server forwards. */
  apiBaseUrl: window.location.origin,
  isDevelopment: import.meta.env.DEV,
} as const;
