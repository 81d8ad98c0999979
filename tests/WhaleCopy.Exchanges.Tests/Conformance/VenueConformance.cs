using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;

namespace WhaleCopy.Exchanges.Tests.Conformance;

/// <summary>
/// What every market of every venue must do, case by case, against the simulator over HTTP. A market that lacks something says so
/// in its <see cref="VenueCapabilities"/>; the case then asserts that instead.
/// </summary>
public abstract partial class VenueConformance(SimulatedVenue simulated) : IClassFixture<SimulatedVenue>, IAsyncLifetime
{
    private int _clientIds;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected abstract Venue Venue { get; }

    protected abstract Market Market { get; }

    /// <summary>Path and method of placing an order, for faults.</summary>
    protected abstract (string Path, string Method) Placing { get; }

    /// <summary>Path of reading open positions (or balances, on spot), for faults.</summary>
    protected abstract string SignedRead { get; }

    /// <summary>Path of reading fills, for faults.</summary>
    protected abstract string FillsRead { get; }

    /// <summary>Path of the stream of prices, for faults.</summary>
    protected virtual string StreamPath => "*/public*";

    /// <summary>What the venue answers to a reduce-only order where there is nothing to reduce.</summary>
    protected abstract VenueErrorMeaning ReduceOnlyWithoutPosition { get; }

    /// <summary>How many fills a page holds; 0 where that is too many to make here (the venue's own tests follow such pages).</summary>
    protected virtual int FillsPerPage => 100;

    protected SimulatedVenue Simulated => simulated;

    protected virtual string Symbol => Market == Market.CoinM ? "BTCUSD" : "BTCUSDT";

    /// <summary>An order's size in the venue's unit, on the step, of about a tenth of a bitcoin or less.</summary>
    protected virtual decimal Size => 0.02m;

    /// <summary>Half of an order, in coins: how deep a thin market is.</summary>
    protected virtual decimal DepthOfHalf => 0.01m;

    protected IVenueTrader Trader => simulated.Trader(Venue);

    protected MarketCapabilities Capabilities =>
        Trader.Capabilities.Of(Market) ?? throw new InvalidOperationException($"{Venue} {Market} declares nothing.");

    protected bool IsSpot => Market == Market.Spot;

    public virtual async ValueTask InitializeAsync() => await simulated.BeginAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task<InstrumentSpec> InstrumentAsync() => simulated.InstrumentAsync(new InstrumentId(Venue, Market, Symbol));

    protected ClientOrderId NewClientId() =>
        ClientOrderId.Of(OrderOwner.Trade, Guid.Empty, OrderLeg.Entry, sequence: 0, attempt: Interlocked.Increment(ref _clientIds));

    protected async Task<OrderRequest> BuyAsync(PositionMode mode = PositionMode.OneWay)
    {
        var instrument = await InstrumentAsync();
        return new OrderRequest
        {
            Instrument = instrument,
            ClientOrderId = NewClientId(),
            Side = OrderSide.Buy,
            PositionSide = PositionSide.Long,
            PositionMode = mode,
            Type = OrderType.Market,
            Size = OrderSize.Of(Size, instrument.SizeUnit),
            ReduceOnly = false,
            MarginMode = MarginMode.Cross,
            SignedAt = await VenueNowAsync(),
            ReceiveWindow = TimeSpan.FromSeconds(3),
        };
    }

    protected async Task<OrderRequest> CloseAsync(OrderRequest opened) => opened with
    {
        ClientOrderId = NewClientId(),
        Side = opened.PositionSide.Exit(),
        ReduceOnly = true,
        SignedAt = await VenueNowAsync(),
    };

    protected async Task<ProtectionRequest> StopAsync(OrderRequest opened, decimal trigger, OrderLeg leg = OrderLeg.Stop) => new()
    {
        Instrument = opened.Instrument,
        ClientOrderId = NewClientId(),
        Leg = leg,
        PositionSide = opened.PositionSide,
        PositionMode = opened.PositionMode,
        Size = opened.Size,
        TriggerPrice = trigger,
        MarginMode = opened.MarginMode,
        SignedAt = await VenueNowAsync(),
        ReceiveWindow = TimeSpan.FromSeconds(3),
    };

    protected async Task<DateTimeOffset> VenueNowAsync() =>
        TimeProvider.System.GetUtcNow() + (await Trader.ReadClockAsync(Market, Cancellation)).Offset;

    /// <summary>Places and asks until the venue says how it ended; elsewhere than at Binance the answer only acknowledges.</summary>
    protected async Task<VenueOrder> FillAsync(VenueCredentials credentials, OrderRequest request)
    {
        var outcome = await Trader.PlaceAsync(credentials, request, Cancellation);
        var accepted = Assert.IsType<PlacementOutcome.Accepted>(outcome);
        if (Capabilities.PlacementIsFinal)
            Assert.True(accepted.Order?.IsFinal);
        var found = await FoundAsync(credentials, request);
        Assert.Equal(accepted.VenueOrderId, found.VenueOrderId);
        return found;
    }

    protected async Task<VenueOrder> FoundAsync(VenueCredentials credentials, OrderRequest request) =>
        Assert.IsType<OrderLookup.Found>(
            await Trader.FindOrderAsync(credentials, request.Instrument, request.ClientOrderId, Cancellation)).Order;

    protected async Task<IReadOnlyList<VenuePosition>> PositionsAsync(VenueCredentials credentials) =>
        await Trader.ReadPositionsAsync(credentials, Market, Cancellation);

    /// <summary>How many orders with this id the venue ever accepted.</summary>
    protected async Task<int> AcceptedAsync(VenueCredentials credentials, ClientOrderId id) =>
        (await simulated.OrdersAsync(Venue, credentials)).Count(order =>
            order.GetProperty("clientOrderId").GetString() == id.Value && order.GetProperty("outcome").GetString() == "ACCEPTED");
}
