using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Binance;

/// <summary>What differs between Binance's products: <see cref="BinanceSpot"/> and <see cref="BinanceFutures"/>.</summary>
internal interface IBinanceProduct
{
    Task<Ticker> ReadTickerAsync(InstrumentSpec instrument, CancellationToken cancellationToken);

    Task<IReadOnlyList<Ticker>> ReadTickersAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<AssetBalance>> ReadBalancesAsync(VenueCredentials credentials, CancellationToken cancellationToken);

    Task<IReadOnlyList<VenuePosition>> ReadPositionsAsync(VenueCredentials credentials, CancellationToken cancellationToken);

    Task<PositionMode> ReadPositionModeAsync(VenueCredentials credentials, CancellationToken cancellationToken);

    Task<InstrumentSettings> ReadSettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, CancellationToken cancellationToken);

    Task<SettingOutcome> ApplySettingsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, InstrumentSettings wanted, CancellationToken cancellationToken);

    Task<PlacementOutcome> PlaceAsync(VenueCredentials credentials, OrderRequest request, CancellationToken cancellationToken);

    Task<OrderLookup> FindOrderAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    Task<CancelOutcome> CancelAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    Task<IReadOnlyList<Fill>> ReadFillsAsync(
        VenueCredentials credentials, InstrumentSpec instrument, DateTimeOffset from, CancellationToken cancellationToken);

    Task<PlacementOutcome> PlaceProtectionAsync(
        VenueCredentials credentials, ProtectionRequest request, CancellationToken cancellationToken);

    Task<OrderLookup> FindProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    Task<CancelOutcome> CancelProtectionAsync(
        VenueCredentials credentials, InstrumentSpec instrument, ClientOrderId clientOrderId, CancellationToken cancellationToken);

    Task<IReadOnlyList<WorkingOrder>> ReadWorkingOrdersAsync(VenueCredentials credentials, CancellationToken cancellationToken);

    Task<IReadOnlyList<WorkingOrder>> ReadWorkingProtectionAsync(
        VenueCredentials credentials, IReadOnlyList<InstrumentSpec> instruments, CancellationToken cancellationToken) =>
        ReadWorkingOrdersAsync(credentials, cancellationToken);
}
