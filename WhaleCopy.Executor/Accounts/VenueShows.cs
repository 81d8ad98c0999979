using WhaleCopy.Core.Venues;
using WhaleCopy.Data.Entities;

namespace WhaleCopy.Executor.Accounts;

/// <summary>What a reading shows of one symbol, as one signed number: net in one-way mode, of one side in hedge mode.</summary>
internal static class VenueShows
{
    public static decimal Of(AccountMarketRow market, string symbol, PositionSide side) =>
        Of(VenuePositionJson.Read(market).Where(held => held.Symbol == symbol).Select(held => (held.PositionSide, held.Size)), market.PositionMode, side);

    public static decimal Of(IEnumerable<(PositionSide Side, decimal Size)> held, PositionMode? mode, PositionSide side) => mode == PositionMode.Hedge
        ? held.Where(position => position.Side == side).Sum(position => position.Size)
        : held.Sum(position => position.Side.Sign() * position.Size);
}
