using WhaleCopy.Simulator.Engine;

namespace WhaleCopy.Simulator.State;

/// <summary>The world as it is written to a file.</summary>
internal sealed record WorldState(
    int Version, MarketSettings Market, ScriptSettings? Script, IReadOnlyList<PriceState> Prices, IReadOnlyList<VenueState> Venues)
{
    public const int CurrentVersion = 1;
}

internal sealed record PriceState(string Symbol, decimal Price, BookOverride Book);

internal sealed record VenueState(
    Exchange Exchange, TimeSpan ClockOffset, long LastId, IReadOnlyList<AccountState> Accounts, IReadOnlyList<TraderState> Traders);

internal sealed record AccountState(
    long Number,
    string ApiKey,
    string ApiSecret,
    string Passphrase,
    IReadOnlyList<string> Permissions,
    IReadOnlyList<string>? Addresses,
    bool IsRevoked,
    DateTimeOffset CreatedAt,
    IReadOnlyList<Market> HedgeMarkets,
    MarginMode DefaultMode,
    IReadOnlyList<BalanceState> Balances,
    IReadOnlyDictionary<string, WalletKind> DeclaredIn,
    IReadOnlyList<SettingState> Settings,
    IReadOnlyList<PositionState> Positions,
    IReadOnlyList<OrderState> Orders,
    IReadOnlyList<AlgoState> Algos,
    IReadOnlyList<Transfer> Transfers,
    IReadOnlyList<Income> Incomes);

internal sealed record BalanceState(WalletKind Wallet, string Asset, decimal Total, decimal Locked, DateTimeOffset UpdatedAt);

internal sealed record SettingState(Market Market, string Symbol, decimal Leverage, decimal? ShortLeverage, MarginMode Mode, MarginMode? KeptBy);

internal sealed record PositionState(
    long Id,
    Market Market,
    string Symbol,
    PositionSide Side,
    MarginMode Mode,
    decimal Quantity,
    decimal EntryPrice,
    decimal IsolatedMargin,
    decimal Leverage,
    decimal RealizedPnl,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt);

/// <summary>What orders and conditional orders share.</summary>
internal sealed record EntryState(
    long Id,
    Market Market,
    string Symbol,
    bool HasBook,
    string? ClientId,
    Side Side,
    PositionSide PositionSide,
    MarginMode MarginMode,
    string SentType,
    TimeInForce TimeInForce,
    bool ReduceOnly,
    decimal Quantity,
    decimal Price,
    DateTimeOffset ReceivedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? EndedAt,
    Outcome Outcome,
    string? RejectCode,
    long? SinceTraderChangeMilliseconds,
    string? Tag,
    long? ListId,
    string? ListClientId);

internal sealed record OrderState(
    EntryState Entry,
    OrderKind Kind,
    OrderStatus Status,
    decimal Filled,
    decimal FilledValue,
    decimal AveragePrice,
    decimal QuoteQuantity,
    bool IsVenueMade,
    IReadOnlyList<Fill> Fills,
    IReadOnlyList<AttachedAlgo>? Attached,
    bool IsRemembered);

internal sealed record AlgoState(
    EntryState Entry,
    OrderKind Kind,
    decimal TriggerPrice,
    TriggerSource Source,
    TriggerWhen When,
    bool ClosePosition,
    AlgoStatus Status,
    DateTimeOffset? TriggeredAt,
    bool IsProtective,
    bool KeepsId,
    bool HoldsCoins,
    OrderState? Child,
    long? SiblingId,
    long? SiblingOrderId,
    bool IsRemembered);

internal sealed record TraderState(
    string Uid,
    string Nickname,
    bool IsSharing,
    decimal EquityUsdt,
    decimal Roi,
    decimal WinRate,
    decimal Pnl,
    int Followers,
    int PageSize,
    bool IsScripted,
    DateTimeOffset CreatedAt,
    DateTimeOffset? LastTradeAt,
    IReadOnlyList<TraderPosition> Positions,
    IReadOnlyList<ClosedTraderPosition> Closed,
    IReadOnlyList<TraderOrder> Orders,
    bool IsOneWay = false);
