using System.Text.Json;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Http;

namespace WhaleCopy.Simulator.Dialects.Binance;

internal sealed partial class BinanceWebDialect
{
    private void OtherPosition(Call call)
    {
        if (!TryTrader(call, "encryptedUid", out var trader))
        {
            return;
        }

        var market = call.Parameter("tradeType") == "DELIVERY" ? Market.CoinM : Market.UsdM;
        var json = call.Json;
        Begin(call);
        json.WriteStartObject("data"u8);
        if (trader is { IsSharing: true })
        {
            json.WriteStartArray("otherPositionRetList"u8);
            foreach (var group in trader.Positions.Where(row => row.Market == market).GroupBy(row => (row.Symbol, row.IsLong)))
            {
                WriteOtherPosition(json, market, group.Key.Symbol, group.Key.IsLong, [.. group]);
            }

            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("otherPositionRetList"u8);
        }

        var updated = trader?.Positions.Count > 0 ? trader.Positions.Max(row => row.UpdatedAt) : Venue.Now;
        WriteUpdateTime(json, updated);
        json.WriteEndObject();
        End(call);
    }

    private void WriteOtherPosition(Utf8JsonWriter json, Market market, string canonical, bool isLong, TraderPosition[] rows)
    {
        var book = Venue.FindCanonical(market, canonical);
        var size = rows.Sum(row => row.Size);
        var entry = rows.Sum(row => row.Size * row.EntryPrice) / size;
        var mark = book?.Quote.Mark ?? entry;
        var leverage = rows[^1].Leverage;
        var move = (mark - entry) / entry * (isLong ? 1 : -1);
        var contract = market == Market.CoinM ? book?.Spec.ContractSize ?? 10 : 1;
        json.WriteStartObject();
        json.WriteString("symbol"u8, SymbolOf(canonical, market));
        json.Number("entryPrice"u8, Math.Round(entry, 10));
        json.Number("markPrice"u8, mark);
        json.Number("pnl"u8, Math.Round(book?.Spec.Profit((isLong ? size : -size) * contract, entry, mark) ?? 0, 8));
        json.Number("roe"u8, Math.Round(move * leverage, 8));
        WriteUpdateTime(json, rows.Max(row => row.UpdatedAt));
        json.Number("amount"u8, isLong ? size : -size);
        json.WriteBoolean("yellow"u8, false);
        json.WriteBoolean("tradeBefore"u8, true);
        json.WriteNumber("leverage"u8, (int)leverage);
        json.WriteEndObject();
    }

    /// <summary>As the site writes it: the parts of the local date and the milliseconds.</summary>
    private void WriteUpdateTime(Utf8JsonWriter json, DateTimeOffset at)
    {
        var venueTime = at + Venue.ClockOffset;
        json.WriteStartArray("updateTime"u8);
        json.WriteNumberValue(venueTime.Year);
        json.WriteNumberValue(venueTime.Month);
        json.WriteNumberValue(venueTime.Day);
        json.WriteNumberValue(venueTime.Hour);
        json.WriteNumberValue(venueTime.Minute);
        json.WriteNumberValue(venueTime.Second);
        json.WriteNumberValue(venueTime.Millisecond * 1_000_000);
        json.WriteEndArray();
        json.WriteNumber("updateTimeStamp"u8, venueTime.ToUnixTimeMilliseconds());
    }

    private void LeaderboardRank(Call call)
    {
        var byPnl = call.Parameter("statisticsType") == "PNL";
        var onlySharing = call.Parameter("isShared") == "true";
        var ranked = Venue.Traders.Values.Where(trader => !onlySharing || trader.IsSharing)
            .OrderByDescending(trader => byPnl ? trader.Pnl : trader.Roi).ThenBy(trader => trader.Uid, StringComparer.Ordinal).Take(100).ToArray();
        var json = call.Json;
        Begin(call);
        json.WriteStartArray("data"u8);
        for (var i = 0; i < ranked.Length; i++)
        {
            json.WriteStartObject();
            json.WriteNull("futureUid"u8);
            json.WriteString("nickName"u8, ranked[i].Nickname);
            json.WriteString("userPhotoUrl"u8, "");
            json.WriteNumber("rank"u8, i + 1);
            json.Number("pnl"u8, ranked[i].Pnl);
            json.Number("roi"u8, ranked[i].Roi);
            json.WriteBoolean("positionShared"u8, ranked[i].IsSharing);
            json.WriteNull("twitterUrl"u8);
            json.WriteString("encryptedUid"u8, ranked[i].Uid);
            json.WriteNumber("updateTime"u8, Venue.NowMs);
            json.WriteNumber("followerCount"u8, ranked[i].Followers);
            json.WriteBoolean("isTwTrader"u8, false);
            json.WriteNull("openId"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        End(call);
    }

    private void BaseInfo(Call call)
    {
        if (!TryTrader(call, "encryptedUid", out var trader))
        {
            return;
        }

        var json = call.Json;
        Begin(call);
        if (trader is null)
        {
            json.WriteNull("data"u8);
        }
        else
        {
            json.WriteStartObject("data"u8);
            json.WriteString("nickName"u8, trader.Nickname);
            json.WriteString("userPhotoUrl"u8, "");
            json.WriteBoolean("positionShared"u8, trader.IsSharing);
            json.WriteBoolean("deliveryPositionShared"u8, trader.IsSharing);
            json.WriteNumber("followingCount"u8, 0);
            json.WriteNumber("followerCount"u8, trader.Followers);
            json.WriteNull("twitterUrl"u8);
            json.WriteString("introduction"u8, "");
            json.WriteEndObject();
        }

        End(call);
    }
}
