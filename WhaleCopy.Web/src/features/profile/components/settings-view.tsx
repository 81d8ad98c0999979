import type { ReactNode } from "react";
import { Amount } from "@/components/ui/amount";
import { Badge } from "@/components/ui/badge";
import { Section } from "@/components/ui/section";
import type { Profile } from "@/lib/api/types";
import { label } from "@/lib/labels";

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-12 items-center justify-between gap-4 px-4 py-2.5">
      <dt className="text-body text-hint">{name}</dt>
      <dd className="text-right text-body font-semibold">{children}</dd>
    </div>
  );
}

const list = "divide-y divide-separator overflow-hidden rounded-card bg-surface shadow-card";

/** The profile and the limits in force, to read. */
export function SettingsView({ profile }: { profile: Profile }) {
  const { settings } = profile;
  return (
    <>
      <section aria-label="Profile" className="glow flex items-center gap-4 rounded-card p-4 shadow-card">
        <div className="min-w-0 flex-1">
          <p className="truncate text-lead font-bold">{profile.username === null ? "You" : `@${profile.username}`}</p>
          <p className="text-caption text-hint tabular-nums">Telegram id {profile.telegram_id}</p>
        </div>
        <Badge tone="accent">{label(profile.subscription_tier)} plan</Badge>
      </section>
      <Section title="Plan">
        <dl className={list}>
          <Row name="Whales">{profile.limits.max_whales === null ? "Unlimited" : `up to ${profile.limits.max_whales}`}</Row>
          <Row name="Open positions">
            {profile.limits.max_open_positions === null ? "Unlimited" : `up to ${profile.limits.max_open_positions}`}
          </Row>
          <Row name="Futures">{profile.limits.futures_allowed ? "Yes" : "Spot only"}</Row>
          <Row name="Commission on profit">
            <Amount value={profile.limits.commission_percent} style="ratio" unit="%" />
          </Row>
        </dl>
      </Section>
      <Section title="Copying">
        <dl className={list}>
          <Row name="Automatic copying">{settings.auto_copy_enabled ? "On" : "Off"}</Row>
          <Row name="Markets">{label(settings.trading_mode)}</Row>
          <Row name="Usual size">
            {settings.default_trade_size_usdt === null ? (
              "1% of balance"
            ) : (
              <Amount value={settings.default_trade_size_usdt} unit="USDT" />
            )}
          </Row>
          <Row name="When money is short">{settings.insufficient_funds === "SHRINK" ? "Copy smaller" : "Skip"}</Row>
        </dl>
      </Section>
      <Section title="Risk">
        <dl className={list}>
          <Row name="Largest trade">
            <Amount value={settings.max_trade_size_usdt} unit="USDT" />
          </Row>
          <Row name="Stop loss">
            <Amount value={settings.stop_loss_percent} style="ratio" unit="%" />
          </Row>
          <Row name="Take profit">
            {settings.take_profit_percent === null ? (
              "None"
            ) : (
              <Amount value={settings.take_profit_percent} style="ratio" unit="%" />
            )}
          </Row>
          <Row name="Daily loss limit">
            <Amount value={settings.daily_loss_limit_usdt} unit="USDT" />
          </Row>
          <Row name="Open positions">at most {settings.max_open_positions}</Row>
          <Row name="Leverage">
            {settings.default_leverage}×, at most {settings.max_leverage}×
          </Row>
        </dl>
      </Section>
    </>
  );
}
