using WhaleCopy.Core.Money;
using WhaleCopy.Core.Secrets;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>What opens a user's account at a venue. Lives for one call; prints nothing of its secrets.</summary>
/// <param name="AccountId">Our id of the account (the API key's row): limits that a venue counts by account are kept by it.</param>
/// <param name="ApiKey">The key.</param>
/// <param name="Secret">The secret.</param>
/// <param name="Passphrase">OKX and Bitget only.</param>
/// <param name="IsTestnet">The key belongs to the venue's demo environment.</param>
public sealed record VenueCredentials(long AccountId, ApiSecret ApiKey, ApiSecret Secret, ApiSecret? Passphrase, bool IsTestnet);

/// <summary>What a key may do, as the venue says.</summary>
public sealed record KeyPermissions
{
    /// <summary>May read.</summary>
    public required bool CanRead { get; init; }

    /// <summary>May trade spot.</summary>
    public required bool CanTradeSpot { get; init; }

    /// <summary>May trade futures.</summary>
    public required bool CanTradeFutures { get; init; }

    /// <summary>May withdraw: such a key is refused.</summary>
    public required bool CanWithdraw { get; init; }

    /// <summary>May move funds between the user's own wallets.</summary>
    public required bool CanTransfer { get; init; }

    /// <summary>Bound to addresses; null where the venue does not say.</summary>
    public bool? IpRestricted { get; init; }

    /// <summary>When the key ends, where it does.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>One asset of a wallet.</summary>
/// <param name="Asset">USDT, BTC, …</param>
/// <param name="Total">Wallet balance, without unrealised profit.</param>
/// <param name="Available">What a new order can use.</param>
/// <param name="UnrealizedPnl">Unrealised profit of its positions, in the asset.</param>
public sealed record AssetBalance(string Asset, decimal Total, decimal Available, decimal UnrealizedPnl);

/// <summary>A reading of a wallet.</summary>
/// <param name="Market">Whose wallet.</param>
/// <param name="Assets">Its assets; those that are zero may be left out.</param>
/// <param name="RequestSentAt">Our time at which the request was sent: fills acknowledged before it are in the reading.</param>
public sealed record BalanceReading(Market Market, IReadOnlyList<AssetBalance> Assets, DateTimeOffset RequestSentAt);

/// <summary>An open position of the account, everybody's part of it.</summary>
public sealed record VenuePosition
{
    /// <summary>Instrument.</summary>
    public required InstrumentId Instrument { get; init; }

    /// <summary>Direction.</summary>
    public required PositionSide Side { get; init; }

    /// <summary>Size above zero.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>Average entry price.</summary>
    public required decimal EntryPrice { get; init; }

    /// <summary>Mark price, where shown.</summary>
    public decimal? MarkPrice { get; init; }

    /// <summary>Unrealised profit in the settle asset, where shown.</summary>
    public decimal? UnrealizedPnl { get; init; }

    /// <summary>Liquidation price, where shown.</summary>
    public decimal? LiquidationPrice { get; init; }

    /// <summary>Leverage, where shown.</summary>
    public decimal? Leverage { get; init; }

    /// <summary>Margin mode, where shown.</summary>
    public MarginMode? MarginMode { get; init; }
}

/// <summary>An order to place.</summary>
public sealed record OrderRequest
{
    /// <summary>What.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>Our id of this attempt.</summary>
    public required ClientOrderId ClientOrderId { get; init; }

    /// <summary>Buy or sell.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>The position it opens, increases, reduces or closes.</summary>
    public required PositionSide PositionSide { get; init; }

    /// <summary>The account's mode.</summary>
    public required PositionMode PositionMode { get; init; }

    /// <summary>How it is executed.</summary>
    public required OrderType Type { get; init; }

    /// <summary>How much, on the instrument's step.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>The bound of a limit order, on the tick.</summary>
    public decimal? LimitPrice { get; init; }

    /// <summary>May only make the position smaller.</summary>
    public required bool ReduceOnly { get; init; }

    /// <summary>Margin mode, for venues that take it with each order.</summary>
    public required MarginMode MarginMode { get; init; }

    /// <summary>A stop that goes with the entry, for venues that can attach one.</summary>
    public AttachedStop? AttachedStop { get; init; }

    /// <summary>
    /// The attempt's committed start on the <b>venue's</b> clock: the request is signed with this time and no other, so that the
    /// venue itself refuses what is sent after it plus <see cref="ReceiveWindow"/>.
    /// </summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>How long after <see cref="SignedAt"/> the venue may accept it.</summary>
    public required TimeSpan ReceiveWindow { get; init; }

    /// <summary>It gets the user out: by its side against its position's, or because it may only reduce.</summary>
    public bool IsExit => ReduceOnly || Side == PositionSide.Exit();

    /// <summary>Its place within the venue's limits; without one placing takes it itself, within half the receive window.</summary>
    public PlacementTurn? Turn { get; init; }
}

/// <summary>A stop-loss attached to an entry.</summary>
/// <param name="ClientOrderId">Our id of the stop.</param>
/// <param name="TriggerPrice">Mark price that triggers it, on the tick.</param>
public sealed record AttachedStop(ClientOrderId ClientOrderId, decimal TriggerPrice);

/// <summary>A conditional order that protects a copy: market, reduce-only, triggered on mark, of the copy's own quantity.</summary>
public sealed record ProtectionRequest
{
    /// <summary>What.</summary>
    public required InstrumentSpec Instrument { get; init; }

    /// <summary>Our id of this attempt.</summary>
    public required ClientOrderId ClientOrderId { get; init; }

    /// <summary><see cref="OrderLeg.Stop"/> or <see cref="OrderLeg.TakeProfit"/>.</summary>
    public required OrderLeg Leg { get; init; }

    /// <summary>The position it protects.</summary>
    public required PositionSide PositionSide { get; init; }

    /// <summary>The account's mode.</summary>
    public required PositionMode PositionMode { get; init; }

    /// <summary>The copy's own size.</summary>
    public required OrderSize Size { get; init; }

    /// <summary>Mark price that triggers it, on the tick.</summary>
    public required decimal TriggerPrice { get; init; }

    /// <summary>Margin mode, for venues that take it with each order.</summary>
    public required MarginMode MarginMode { get; init; }

    /// <summary>As <see cref="OrderRequest.SignedAt"/>.</summary>
    public required DateTimeOffset SignedAt { get; init; }

    /// <summary>As <see cref="OrderRequest.ReceiveWindow"/>.</summary>
    public required TimeSpan ReceiveWindow { get; init; }

    /// <summary>As <see cref="OrderRequest.Turn"/>.</summary>
    public PlacementTurn? Turn { get; init; }
}

/// <summary>What cancelling can end in.</summary>
public enum CancelOutcome
{
    /// <summary>Cancelled by this call.</summary>
    Cancelled,

    /// <summary>There is nothing to cancel: done, triggered or never known. Look it up.</summary>
    NotWorking,

    /// <summary>Not seen. Look it up.</summary>
    Unknown,
}

/// <summary>What changing a setting can end in.</summary>
public abstract record SettingOutcome
{
    private SettingOutcome()
    {
    }

    /// <summary>The venue has these values, read back.</summary>
    public sealed record Applied(InstrumentSettings Settings) : SettingOutcome;

    /// <summary>Refused: the account holds a position or order in the symbol, or the value is not allowed.</summary>
    public sealed record Refused(string Code, VenueErrorMeaning Meaning, string Message) : SettingOutcome;

    /// <summary>Not seen.</summary>
    public sealed record Unknown(string Reason) : SettingOutcome;
}

/// <summary>A working order of the account.</summary>
/// <param name="Instrument">What.</param>
/// <param name="Order">Where it stands.</param>
/// <param name="Side">Buy or sell.</param>
/// <param name="IsConditional">True for stops and take-profits.</param>
/// <param name="TriggerPrice">Of a conditional order.</param>
public sealed record WorkingOrder(InstrumentId Instrument, VenueOrder Order, OrderSide Side, bool IsConditional, decimal? TriggerPrice);

/// <summary>A transfer between the user's own wallets.</summary>
/// <param name="From">Spot or USD-M.</param>
/// <param name="To">The other.</param>
/// <param name="Asset">USDT.</param>
/// <param name="Amount">Above zero.</param>
/// <param name="Key">
/// Ours, 1 to 32 letters and digits: a venue that takes one (Bitget) answers a repeated transfer with the first. Null where there is none.
/// </param>
public sealed record TransferRequest(Market From, Market To, string Asset, decimal Amount, string? Key = null);

/// <summary>What a transfer can end in.</summary>
public abstract record TransferOutcome
{
    private TransferOutcome()
    {
    }

    /// <summary>Done.</summary>
    public sealed record Done(string TransferId) : TransferOutcome;

    /// <summary>The venue keeps one wallet for both: nothing to move.</summary>
    public sealed record NotNeeded : TransferOutcome;

    /// <summary>Refused.</summary>
    public sealed record Refused(string Code, VenueErrorMeaning Meaning, string Message) : TransferOutcome;

    /// <summary>Not seen; transfers carry no client id, so look at the transfer history before another.</summary>
    public sealed record Unknown(string Reason) : TransferOutcome;
}

/// <summary>What one market of a venue can do.</summary>
/// <param name="Market">The product.</param>
/// <param name="AttachesStops">A stop can go with the entry.</param>
/// <param name="PlacementIsFinal">The answer to a market or IOC order may already be final; elsewhere it only acknowledges.</param>
/// <param name="HasHedgeMode">The account can hold a long and a short of one symbol.</param>
/// <param name="FenceFloor">Least time after which an attempt cannot be accepted any more, where the window is not proven to work.</param>
public sealed record MarketCapabilities(
    Market Market, bool AttachesStops, bool PlacementIsFinal, bool HasHedgeMode, TimeSpan FenceFloor)
{
    /// <summary>The same for conditional orders, which some venues take without a deadline of their own.</summary>
    public TimeSpan ProtectionFenceFloor { get; init; } = FenceFloor;
}

/// <summary>What a venue can do.</summary>
/// <param name="Markets">One entry a market that we trade there.</param>
/// <param name="NeedsPassphrase">Keys carry a passphrase.</param>
/// <param name="SeparateWallets">Spot and futures money are kept apart.</param>
public sealed record VenueCapabilities(IReadOnlyList<MarketCapabilities> Markets, bool NeedsPassphrase, bool SeparateWallets)
{
    /// <summary>The abilities of a market, or null where we do not trade it there.</summary>
    public MarketCapabilities? Of(Market market) => Markets.FirstOrDefault(capabilities => capabilities.Market == market);
}
