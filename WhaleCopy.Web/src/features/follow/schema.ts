import type { Follow, FollowRequest, Profile } from "@/lib/api/types";
import { compare, decimal, parseDecimalInput, percentOf, signOf, type DecimalString } from "@/lib/money";
import { copyRisk, type CopyRisk } from "@/lib/risk";

export type Sizing = NonNullable<Follow["sizing_mode"]>;

/** What the follow form holds: texts as typed, and switches. */
export type FollowDraft = {
  readonly sizing: Sizing;
  readonly size: string;
  readonly stopPercent: string;
  readonly takeProfitPercent: string;
  readonly leverageMode: "WHALE" | "OWN";
  readonly leverage: string;
  readonly autoCopy: boolean;
  readonly copyExisting: boolean;
};

export type FollowErrors = Partial<Record<"size" | "stopPercent" | "takeProfitPercent" | "leverage", string>>;

export type Preset = "CAREFUL" | "BALANCED" | "MIRROR";

type Settings = Profile["settings"];

const fixed = { sizing: "FIXED_USDT", takeProfitPercent: "", autoCopy: true, copyExisting: false } as const;

/** Starting points; every value can be changed afterwards. Mirroring needs a source that shows the whale's equity. */
export function draftOf(preset: Preset, showsEquity: boolean): FollowDraft {
  switch (preset) {
    case "CAREFUL":
      return { ...fixed, size: "25", stopPercent: "5", leverageMode: "OWN", leverage: "2" };
    case "BALANCED":
      return { ...fixed, size: "50", stopPercent: "10", leverageMode: "OWN", leverage: "5" };
    case "MIRROR":
      return {
        ...fixed,
        sizing: showsEquity ? "EQUITY_RATIO" : "FIXED_USDT",
        size: showsEquity ? "1" : "50",
        stopPercent: "10",
        leverageMode: "WHALE",
        leverage: "",
      };
  }
}

/** The draft of a follow that exists, to change it. */
export function draftOfFollow(follow: Follow): FollowDraft {
  const sizes = {
    FIXED_USDT: follow.trade_size_usdt,
    PERCENT_OF_BALANCE: follow.trade_size_percent,
    EQUITY_RATIO: follow.equity_multiplier,
    QUANTITY_MULTIPLIER: follow.quantity_multiplier,
  } as const;
  const sizing = follow.sizing_mode ?? "FIXED_USDT";
  return {
    sizing,
    size: sizes[sizing] ?? "",
    stopPercent: follow.stop_loss_percent ?? "",
    takeProfitPercent: follow.take_profit_percent ?? "",
    leverageMode: follow.leverage === null ? "WHALE" : "OWN",
    leverage: follow.leverage === null ? "" : `${follow.leverage}`,
    autoCopy: follow.auto_copy_enabled,
    copyExisting: follow.copy_existing,
  };
}

function percentError(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  const value = parseDecimalInput(text);
  return value === undefined || signOf(value) <= 0 ? "A percentage above zero" : undefined;
}

function sizeError({ sizing, size }: FollowDraft, settings: Settings | undefined): string | undefined {
  if (size.trim() === "") return sizing === "FIXED_USDT" ? undefined : "Needed for this way of sizing";
  const value = parseDecimalInput(size);
  if (value === undefined || signOf(value) <= 0) return "A number above zero, such as 50";
  if (sizing === "FIXED_USDT" && settings !== undefined && compare(value, settings.max_trade_size_usdt) > 0) {
    return `Your limit is ${settings.max_trade_size_usdt} USDT a trade`;
  }
  if (sizing === "PERCENT_OF_BALANCE" && compare(value, decimal("100")) > 0) return "At most 100 %";
  return undefined;
}

function leverageError({ leverageMode, leverage }: FollowDraft, settings: Settings | undefined): string | undefined {
  if (leverageMode === "WHALE") return undefined;
  if (!/^[1-9]\d{0,2}$/.test(leverage.trim())) return "A whole number from 1";
  if (settings !== undefined && Number(leverage) > settings.max_leverage) return `Your limit is ${settings.max_leverage}×`;
  return undefined;
}

/** What is wrong with the draft. The server checks again; here it is said before it is sent. */
export function checkFollow(draft: FollowDraft, settings: Settings | undefined): FollowErrors {
  const stop = parseDecimalInput(draft.stopPercent);
  const found = {
    size: sizeError(draft, settings),
    stopPercent:
      percentError(draft.stopPercent) ?? (stop !== undefined && compare(stop, decimal("100")) >= 0 ? "Below 100 %" : undefined),
    takeProfitPercent: percentError(draft.takeProfitPercent),
    leverage: leverageError(draft, settings),
  };
  return Object.fromEntries(Object.entries(found).filter(([, error]) => error !== undefined));
}

/** The request for a draft without errors. What is left empty is null: then the person's settings decide. */
export function toFollowRequest(draft: FollowDraft): FollowRequest {
  const size = parseDecimalInput(draft.size) ?? null;
  return {
    auto_copy_enabled: draft.autoCopy,
    copy_existing: draft.copyExisting,
    copy_leverage: draft.leverageMode === "WHALE",
    leverage: draft.leverageMode === "OWN" ? Number(draft.leverage) : null,
    sizing_mode: size === null ? null : draft.sizing,
    trade_size_usdt: draft.sizing === "FIXED_USDT" ? size : null,
    trade_size_percent: draft.sizing === "PERCENT_OF_BALANCE" ? size : null,
    equity_multiplier: draft.sizing === "EQUITY_RATIO" ? size : null,
    quantity_multiplier: draft.sizing === "QUANTITY_MULTIPLIER" ? size : null,
    stop_loss_percent: parseDecimalInput(draft.stopPercent) ?? null,
    take_profit_percent: parseDecimalInput(draft.takeProfitPercent) ?? null,
  };
}

/** What one copy risks, where it can be told beforehand: mirrored sizes depend on what the whale will do. */
export function previewRisk(
  draft: FollowDraft,
  profile: Profile,
): { readonly risk: CopyRisk; readonly stopPercent: DecimalString } | undefined {
  const { settings } = profile;
  const size = parseDecimalInput(draft.size);
  if (size === undefined || draft.sizing === "EQUITY_RATIO" || draft.sizing === "QUANTITY_MULTIPLIER") return undefined;
  const margin = draft.sizing === "FIXED_USDT" ? size : percentOf(profile.available_balance, size);
  const stopPercent = parseDecimalInput(draft.stopPercent) ?? settings.stop_loss_percent;
  const maximum = decimal(`${settings.max_leverage}`);
  const wanted = draft.leverageMode === "OWN" ? (parseDecimalInput(draft.leverage) ?? decimal("1")) : maximum;
  return { risk: copyRisk(margin, wanted, maximum, stopPercent), stopPercent };
}
