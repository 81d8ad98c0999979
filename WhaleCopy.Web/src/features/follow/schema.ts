import type { FollowRequest, Profile } from "@/lib/api/types";
import { compare, decimal, parseDecimalInput, signOf, type DecimalString } from "@/lib/money";

/** What the follow form holds: texts as typed, and switches. */
export type FollowDraft = {
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

/** Starting points; every value can be changed afterwards. */
export const presets: Readonly<Record<Preset, FollowDraft>> = {
  CAREFUL: {
    size: "25",
    stopPercent: "5",
    takeProfitPercent: "",
    leverageMode: "OWN",
    leverage: "2",
    autoCopy: true,
    copyExisting: false,
  },
  BALANCED: {
    size: "50",
    stopPercent: "10",
    takeProfitPercent: "",
    leverageMode: "OWN",
    leverage: "5",
    autoCopy: true,
    copyExisting: false,
  },
  MIRROR: {
    size: "50",
    stopPercent: "10",
    takeProfitPercent: "",
    leverageMode: "WHALE",
    leverage: "",
    autoCopy: true,
    copyExisting: false,
  },
};

type Settings = Profile["settings"];

function percentError(text: string, isOptional: boolean): string | undefined {
  if (text.trim() === "") return isOptional ? undefined : "A percentage, such as 10";
  const value = parseDecimalInput(text);
  if (value === undefined || signOf(value) <= 0) return "A percentage above zero";
  return undefined;
}

/** What is wrong with the draft. The server checks again; here it is said before it is sent. */
export function checkFollow(draft: FollowDraft, settings: Settings | undefined): FollowErrors {
  const errors: { -readonly [K in keyof FollowErrors]: FollowErrors[K] } = {};
  const size = parseDecimalInput(draft.size);
  if (draft.size.trim() !== "") {
    if (size === undefined || signOf(size) <= 0) errors.size = "An amount above zero, such as 50";
    else if (settings !== undefined && compare(size, settings.max_trade_size_usdt) > 0) {
      errors.size = `Your limit is ${settings.max_trade_size_usdt} USDT a trade`;
    }
  }
  const stop = percentError(draft.stopPercent, false);
  if (stop !== undefined) errors.stopPercent = stop;
  else if (compare(parseDecimalInput(draft.stopPercent) ?? decimal("0"), decimal("100")) >= 0) errors.stopPercent = "Below 100 %";
  const takeProfit = percentError(draft.takeProfitPercent, true);
  if (takeProfit !== undefined) errors.takeProfitPercent = takeProfit;
  if (draft.leverageMode === "OWN") {
    if (!/^[1-9]\d{0,2}$/.test(draft.leverage.trim())) errors.leverage = "A whole number from 1";
    else if (settings !== undefined && Number(draft.leverage) > settings.max_leverage) {
      errors.leverage = `Your limit is ${settings.max_leverage}×`;
    }
  }
  return errors;
}

/** The request for a draft without errors. What is left empty is left to the person's settings. */
export function toFollowRequest(draft: FollowDraft): FollowRequest {
  const size = parseDecimalInput(draft.size);
  const stop = parseDecimalInput(draft.stopPercent);
  const takeProfit = parseDecimalInput(draft.takeProfitPercent);
  return {
    auto_copy_enabled: draft.autoCopy,
    copy_existing: draft.copyExisting,
    copy_leverage: draft.leverageMode === "WHALE",
    ...(draft.leverageMode === "OWN" ? { leverage: Number(draft.leverage) } : {}),
    ...(size === undefined ? {} : { sizing_mode: "FIXED_USDT" as const, trade_size_usdt: size }),
    ...(stop === undefined ? {} : { stop_loss_percent: stop }),
    ...(takeProfit === undefined ? {} : { take_profit_percent: takeProfit }),
  };
}

/** Leverage to preview: the own one, or the most that copying the whale's can come to. */
export function previewLeverage(draft: FollowDraft, settings: Settings): DecimalString {
  if (draft.leverageMode === "OWN") return parseDecimalInput(draft.leverage) ?? decimal("1");
  return decimal(`${settings.max_leverage}`);
}
