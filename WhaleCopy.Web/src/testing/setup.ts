import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { forgetSession } from "@/lib/api/session";
import { server } from "./server";

// Two cores shared by many test processes: a slow machine is no failure.
configure({ asyncUtilTimeout: 5_000 });

beforeAll(() => {
  server.listen({ onUnhandledRequest: "error" });
});
afterEach(() => {
  cleanup();
  server.resetHandlers();
  forgetSession();
  sessionStorage.clear();
});
afterAll(() => {
  server.close();
});

// What jsdom does not have. The browser tests run the same components on the real things.
let opener: Element | null = null;
HTMLDialogElement.prototype.showModal = function showModal() {
  opener = document.activeElement;
  this.setAttribute("open", "");
};
HTMLDialogElement.prototype.close = function close() {
  this.removeAttribute("open");
  if (opener instanceof HTMLElement) opener.focus();
};
Element.prototype.getAnimations = () => [];
Element.prototype.scrollTo = () => undefined;
window.matchMedia = (query) =>
  Object.assign(new EventTarget(), { matches: false, media: query, onchange: null }) as unknown as MediaQueryList;
