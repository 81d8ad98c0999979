using System.Text.Json.Serialization;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>A booking on a futures wallet.</summary>
internal sealed record BinanceIncome
{
    public string? Symbol { get; init; }

    public required string IncomeType { get; init; }

    /// <summary>Below zero where it was paid.</summary>
    public required decimal Income { get; init; }

    public required string Asset { get; init; }

    public required long Time { get; init; }

    /// <summary>Unique within its type.</summary>
    [JsonConverter(typeof(TextConverter))]
    public required string TranId { get; init; }
}
