import { Welcome } from "./welcome";

/** A plain browser at a server that signs in through Telegram only. */
export function OpenInTelegram() {
  return (
    <Welcome title="Open WhaleCopy in Telegram">
      <p className="mt-3 max-w-80 text-body text-hint text-balance">
        WhaleCopy knows you by your Telegram account, so it has no password that could be stolen. Open the bot in Telegram and
        press <strong className="font-semibold text-text">Open app</strong>.
      </p>
    </Welcome>
  );
}
