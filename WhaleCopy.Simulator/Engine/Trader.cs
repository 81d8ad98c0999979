namespace WhaleCopy.Simulator.Engine;

/// <summary>One row of a lead trader's open book. Size in base coins, for COIN-M in contracts.</summary>
internal sealed record TraderPosition(
    string Symbol,
    Market Market,
    bool IsLong,
    decimal Size,
    decimal EntryPrice,
    decimal Leverage,
    string PositionId,
    DateTimeOffset OpenedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A closed position or closed part of one.</summary>
internal sealed record ClosedTraderPosition(
    long Id,
    string Symbol,
    Market Market,
    bool IsLong,
    decimal Size,
    decimal EntryPrice,
    decimal ClosePrice,
    decimal Leverage,
    string PositionId,
    DateTimeOffset OpenedAt,
    DateTimeOffset ClosedAt,
    decimal Pnl,
    bool IsPartial);

/// <summary>One order of a lead trader as his order history shows it.</summary>
internal sealed record TraderOrder(
    long Id, string Symbol, Market Market, Side Side, bool IsLong, decimal Size, decimal Price, decimal Pnl, DateTimeOffset At);

/// <summary>A lead trader on a venue's leaderboard.</summary>
internal sealed class Trader
{
    public required Exchange Exchange { get; init; }
    public required string Uid { get; init; }
    public string Nickname { get; set; } = "";
    public bool IsSharing { get; set; } = true;

    /// <summary>He holds one side of an instrument at a time: the venue calls the side both or net, and the sign tells it.</summary>
    public bool IsOneWay { get; set; }
    public decimal EquityUsdt { get; set; }
    public decimal Roi { get; set; }
    public decimal WinRate { get; set; }
    public decimal Pnl { get; set; }
    public int Followers { get; set; }
    public int PageSize { get; set; } = 20;
    public bool IsScripted { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset? LastTradeAt { get; set; }
    public List<TraderPosition> Positions { get; set; } = [];
    public List<ClosedTraderPosition> Closed { get; } = [];
    public List<TraderOrder> Orders { get; } = [];
}
