using System.Text.Json;
using System.Text.Json.Serialization;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;
using WhaleCopy.Exchanges;

namespace WhaleCopy.Executor.Accounts;

/// <summary>A position of an account as its venue showed it: everybody's part.</summary>
internal sealed record HeldPosition(string Symbol, string Side, decimal Size, int? Leverage, string? MarginMode, decimal? LiquidationPrice)
{
    [JsonIgnore]
    public PositionSide PositionSide => WireName<PositionSide>.Parse(Side);

    [JsonIgnore]
    public InstrumentSettings? Settings => Leverage is { } leverage && MarginMode is { } mode
        ? new InstrumentSettings(leverage, WireName<MarginMode>.Parse(mode))
        : null;
}

/// <summary>How positions as read stand in <c>account_markets</c>.</summary>
internal static class VenuePositionJson
{
    public static string Write(IEnumerable<VenuePosition> positions) => JsonSerializer.Serialize(
        positions.Select(position => new HeldPosition(
            position.Instrument.Symbol,
            WireName<PositionSide>.Of(position.Side),
            position.Size.Value,
            position.Leverage is { } leverage ? (int)leverage : null,
            position.MarginMode is { } mode ? WireName<MarginMode>.Of(mode) : null,
            position.LiquidationPrice)).ToList(),
        HeldPositionJson.Default.ListHeldPosition);

    public static IReadOnlyList<HeldPosition> Read(AccountMarketRow market) =>
        JsonSerializer.Deserialize(market.Positions, HeldPositionJson.Default.ListHeldPosition) ?? [];
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(List<HeldPosition>))]
internal sealed partial class HeldPositionJson : JsonSerializerContext;
