using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges;

/// <summary>
/// Trading at one venue, all its markets. Reads throw <see cref="VenueException"/>; commands answer an outcome and throw only
/// for broken arguments and cancellation before the first byte. A command is never retried here.
/// </summary>
public interface IVenueTrader
{
    /// <summary>The venue.</summary>
    Venue Venue { get; }

    /// <summary>What this venue can do, market by market.</summary>
    VenueCapabilities Capabilities { get; }

    /// <summary>The venue's clock against ours, measured over one round trip.</summary>
    Task<ClockReading> ReadClockAsync(Market market, CancellationToken cancellationToken);

    /// <summary>Every instrument of a market with its filters and units.</summary>
    Task<IReadOnlyList<InstrumentSpec>> ReadInstrumentsAsync(Market market, CancellationToken cancellationToken);

    /// <summary>
    /// True while a market's largest leverages are not known, because the venue tells them to a key only and none has asked yet:
    /// instruments then carry an assumed one.
    /// </summary>
    bool NeedsLeverage(Market market) => false;

    /// <summary>Asks for a market's largest leverages where <see cref="NeedsLeverage"/>; not told, the assumed ones stay.</summary>
    Task LearnLeverageAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Price, best bid and ask, mark, index and 24-hour volume of one instrument.</summary>
    Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken);

    /// <summary>The same of every instrument of a market, in as few calls as the venue allows.</summary>
    Task<IReadOnlyList<Ticker>> ReadTickersAsync(Market market, CancellationToken cancellationToken);

    /// <summary>What the key may do.</summary>
    Task<KeyPermissions> ReadKeyPermissionsAsync(VenueCredentials credentials, CancellationToken cancellationToken);

    /// <summary>Balances of the wallet that pays for a market, with the moment the request was sent.</summary>
    Task<BalanceReading> ReadBalancesAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken);

    /// <summary>Every open position of a market: all pages, or a <see cref="VenueException"/>.</summary>
    Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken);

    /// <summary>One-way or hedge, as the account is set; spot is always one-way.</summary>
    Task<PositionMode> ReadPositionModeAsync(VenueCredentials credentials, Market market, CancellationToken cancellationToken);

    /// <summary>Leverage and margin mode that a new position of this instrument would get.</summary>
    Task<InstrumentSettings> ReadSettingsAsync(VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken);

    /// <summary>Sets leverage and margin mode where they differ, and reads them back. An already set value is a success.</summary>
    Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken);

    /// <summary>
    /// Waits until the venue's limits of address, account and instrument have room for one more order, and takes it. Called before
    /// an attempt's start is committed; the turn goes with the request. Exits may use the whole limit, entries leave a part of it.
    /// </summary>
    /// <exception cref="VenueException">It would take longer than a minute: rate limited, with the time to stay away.</exception>
    ValueTask<PlacementTurn> TakeTurnAsync(
        VenueCredentials credentials, InstrumentSpec instrument, bool isExit, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new PlacementTurn());

    /// <summary>Places a market or limit-IOC order. Signed with the request's own start time and receive window.</summary>
    Task<PlacementOutcome> PlaceAsync(VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken);

    /// <summary>Asks for an order by our client order id.</summary>
    Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    /// <summary>Fills of an instrument from a moment on, all pages, oldest first.</summary>
    Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>
    /// Funding that an account's market paid or received from a moment on, all pages, oldest first; none on spot. Venues show it some
    /// moments after it was taken, and the last seven days at least.
    /// </summary>
    Task<IReadOnlyList<FundingCharge>> ReadFundingAsync(
        VenueCredentials credentials, Market market, DateTimeOffset from, CancellationToken cancellationToken);

    /// <summary>How a fill that is none of ours came about; asks for its order where the list of fills does not say.</summary>
    Task<FillCause> ReadCauseAsync(
        VenueCredentials credentials, InstrumentSpec instrument, Fill fill, CancellationToken cancellationToken) =>
        Task.FromResult(fill.Cause ?? FillCause.Trade);

    /// <summary>Cancels an order by our client order id.</summary>
    Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    /// <summary>Places a conditional stop-loss or take-profit of a copy's own quantity.</summary>
    Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken);

    /// <summary>Asks for a conditional order by our client order id.</summary>
    Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    /// <summary>Cancels a conditional order by our client order id.</summary>
    Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    /// <summary>Every working order of a market, plain and conditional, ours and others'.</summary>
    Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(
        VenueCredentials credentials, Market market, CancellationToken cancellationToken);

    /// <summary>
    /// At least every working conditional order of these instruments of one market, in as little of the venue's limits as it allows.
    /// </summary>
    Task<IReadOnlyList<WorkingOrder>> ReadWorkingProtectionAsync(
        VenueCredentials credentials, Market market, IReadOnlyList<InstrumentSpec> instruments, CancellationToken cancellationToken) =>
        ReadWorkingOrdersAsync(credentials, market, cancellationToken);

    /// <summary>Moves USDT between the spot and the futures wallet, where the venue keeps them apart.</summary>
    Task<TransferOutcome> TransferAsync(VenueCredentials credentials, TransferRequest request, CancellationToken cancellationToken);
}
