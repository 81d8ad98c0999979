using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// One funding payment of an account in one perpetual contract, everybody's part of the position. Source: Binance
/// <c>/fapi/v1/income</c> and <c>/dapi/v1/income</c>, OKX <c>/api/v5/account/bills</c>, Bybit <c>/v5/account/transaction-log</c>,
/// Bitget <c>/api/v2/mix/account/bill</c>.
/// </summary>
public sealed record FundingCharge
{
    /// <summary>The venue's id of the booking, unique within an account's market.</summary>
    public required string ChargeId { get; init; }

    /// <summary>The contract.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>The position that paid or was paid; null where the venue does not say (Binance, Bitget, mostly OKX).</summary>
    public PositionSide? Side { get; init; }

    /// <summary>How much that position was, everybody's part, above zero, in the instrument's unit; where the venue says (Bybit).</summary>
    public decimal? Size { get; init; }

    /// <summary>The asset it was taken in: USDT, or the coin of a coin-margined contract.</summary>
    public required string Asset { get; init; }

    /// <summary>In <see cref="Asset"/>: below zero where it was paid, above where it was received.</summary>
    public required decimal Amount { get; init; }

    /// <summary>The venue's time of it.</summary>
    public required DateTimeOffset At { get; init; }
}
