using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>
/// The older futures leaderboard, from the calls of the web site: USD-M perpetuals of a trader by his 32-digit id, without a
/// history. Behind a setting, off: it is said to answer only a login by now.
/// </summary>
internal sealed class BinanceLeaderboard(VenueHttpClient http, BinanceSigner signer, Func<string, CallTerms> terms, TimeProvider time)
{
    private const string PositionsPath = "/bapi/futures/v1/public/future/leaderboard/getOtherPosition";
    private const string ProfilePath = "/bapi/futures/v2/public/future/leaderboard/getOtherLeaderboardBaseInfo";
    private const int IdLength = 32;

    /// <summary>True for the ids of this list; a portfolio's id is a number.</summary>
    public static bool Knows(string uid) => uid.Length == IdLength && uid.All(char.IsAsciiHexDigit);

    /// <summary>His book. Null in place of the list, or an empty one without his flag, is hidden.</summary>
    /// <exception cref="VenueException">No usable answer.</exception>
    public async Task<PollResult> PollAsync(string uid, CancellationToken cancellationToken)
    {
        var askedAt = time.GetUtcNow();
        var answer = await PostAsync(
            PositionsPath, new BinanceLeaderboardQuery(uid, "PERPETUAL"), BinanceLeaderboardJson.Default.Positions, cancellationToken);
        if (answer.Data?.OtherPositionRetList is not { } rows)
            return new PollResult.Hidden(HiddenReason.SharingOff);

        var book = rows
            .Where(row => row.Amount != 0m)
            .GroupBy(row => new PositionKey(
                Market.UsdM, BinanceSymbols.Canonical(row.Symbol), row.Amount > 0m ? PositionSide.Long : PositionSide.Short))
            .Select(group => Line(group.Key, [.. group]))
            .ToList();
        if (book.Count > 0)
            return new PollResult.Complete(new WhaleSnapshot(book, askedAt));
        var profile = await ReadProfileAsync(uid, cancellationToken);
        return profile switch
        {
            null => new PollResult.Hidden(HiddenReason.UnknownTrader),
            { IsSharing: true } => new PollResult.Complete(new WhaleSnapshot([], askedAt)),
            _ => new PollResult.Hidden(HiddenReason.SharingOff),
        };
    }

    /// <summary>His profile, or null where the list does not know him.</summary>
    /// <exception cref="VenueException">No usable answer.</exception>
    public async Task<WhaleProfile?> ReadProfileAsync(string uid, CancellationToken cancellationToken)
    {
        var answer = await PostAsync(
            ProfilePath, new BinanceLeaderboardQuery(uid, null), BinanceLeaderboardJson.Default.Profile, cancellationToken);
        return answer.Data is not { } found
            ? null
            : new WhaleProfile
            {
                Venue = Venue.Binance,
                Uid = uid,
                Nickname = string.IsNullOrEmpty(found.NickName) ? uid : found.NickName,
                IsSharing = found.PositionShared,
                Followers = found.FollowerCount,
            };
    }

    private Task<T> PostAsync<T>(string path, BinanceLeaderboardQuery query, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.Serialize(query, BinanceLeaderboardJson.Default.BinanceLeaderboardQuery);
        return http.ReadAsync(_ => ValueTask.FromResult(signer.Web(path, body, terms(path))), type, cancellationToken);
    }

    private static WhalePosition Line(PositionKey key, IReadOnlyList<BinanceLeaderboardPosition> rows)
    {
        var size = rows.Sum(row => decimal.Abs(row.Amount));
        var mark = BinanceMapping.Positive(rows[0].MarkPrice);
        return new WhalePosition
        {
            Key = key,
            Size = size,
            SizeUnit = SizeUnit.Base,
            EntryPrice = rows.Sum(row => row.EntryPrice * decimal.Abs(row.Amount)) / size,
            MarkPrice = mark,
            Leverage = rows[0].Leverage,
            UnrealizedPnlUsdt = rows.All(row => row.Pnl is not null) ? rows.Sum(row => row.Pnl) : null,
            NotionalUsdt = size * mark,
        };
    }
}

internal sealed record BinanceLeaderboardQuery(string EncryptedUid, string? TradeType);

internal sealed record BinanceLeaderboardAnswer<T>(T? Data = null)
    where T : class;

internal sealed record BinanceLeaderboardBook(IReadOnlyList<BinanceLeaderboardPosition>? OtherPositionRetList = null);

internal sealed record BinanceLeaderboardPosition
{
    public required string Symbol { get; init; }

    public required decimal EntryPrice { get; init; }

    /// <summary>Below zero for a short.</summary>
    public required decimal Amount { get; init; }

    public decimal? MarkPrice { get; init; }

    public decimal? Pnl { get; init; }

    public decimal? Leverage { get; init; }
}

internal sealed record BinanceLeaderboardProfile(string? NickName = null, bool? PositionShared = null, int? FollowerCount = null);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    Converters = [typeof(DecimalConverter), typeof(OptionalDecimalConverter), typeof(OptionalIntConverter), typeof(OptionalBoolConverter)])]
[JsonSerializable(typeof(BinanceLeaderboardQuery))]
[JsonSerializable(typeof(BinanceLeaderboardAnswer<BinanceLeaderboardBook>), TypeInfoPropertyName = "Positions")]
[JsonSerializable(typeof(BinanceLeaderboardAnswer<BinanceLeaderboardProfile>), TypeInfoPropertyName = "Profile")]
internal sealed partial class BinanceLeaderboardJson : JsonSerializerContext;
