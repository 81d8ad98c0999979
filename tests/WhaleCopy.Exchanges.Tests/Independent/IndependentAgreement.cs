using System.Text.Json;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Tests.Conformance;

namespace WhaleCopy.Exchanges.Tests.Independent;

/// <summary>
/// A client that others wrote and ours work on one account at the simulator: what either places the other reads alike. Where the two
/// cannot agree, docs/exchanges says so.
/// </summary>
public abstract class IndependentAgreement(SimulatedVenue simulated, IndependentClient independent)
    : IClassFixture<SimulatedVenue>, IClassFixture<IndependentClient>, IAsyncLifetime
{
    private VenueCredentials? _credentials;
    private int _clientIds;

    protected abstract Venue Venue { get; }

    protected abstract Market Market { get; }

    /// <summary>An order's size in the venue's unit.</summary>
    protected virtual decimal Size => 0.02m;

    /// <summary>How the independent client is set up.</summary>
    protected abstract IReadOnlyDictionary<string, object?> Options { get; }

    /// <summary>What it needs to be told to read balances.</summary>
    protected virtual object Wallet => new { };

    /// <summary>What it needs to be told with leverage.</summary>
    protected virtual object Margin => new { };

    /// <summary>What it needs to be told with every order.</summary>
    protected virtual IReadOnlyDictionary<string, object?> OrderTerms => new Dictionary<string, object?>();

    /// <summary>What it needs to be told to list conditional orders, and to cancel one.</summary>
    protected virtual object Conditional => new { trigger = true };

    /// <summary>What it needs to be told to cancel a conditional order of ours.</summary>
    protected virtual object OurConditional => Conditional;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private bool IsSpot => Market == Market.Spot;

    private string Symbol => Market == Market.CoinM ? "BTCUSD" : "BTCUSDT";

    private string TheirSymbol => Market switch
    {
        Market.Spot => "BTC/USDT",
        Market.UsdM => "BTC/USDT:USDT",
        Market.CoinM => "BTC/USD:BTC",
    };

    private IVenueTrader Ours => simulated.Trader(Venue);

    private VenueCredentials Credentials => _credentials ?? throw new InvalidOperationException("No test has begun.");

    public async ValueTask InitializeAsync()
    {
        // Nothing here is about time-outs.
        await simulated.BeginAsync(new Dictionary<string, string?> { [$"Exchanges:{Venue}:CommandTimeout"] = "00:00:20" });
        _credentials = await simulated.AccountAsync(Venue);
        await independent.OpenAsync(Venue, simulated.Address, _credentials, Options);
        await independent.CallAsync("loadMarkets");
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task IA01_markets_have_the_same_units_and_steps()
    {
        var ours = await InstrumentAsync();

        var theirs = await independent.CallAsync("market", TheirSymbol);

        Assert.Equal(ours.VenueSymbol, theirs.GetProperty("id").GetString());
        Assert.Equal((ours.BaseAsset, ours.QuoteAsset), (theirs.GetProperty("base").GetString(), theirs.GetProperty("quote").GetString()));
        Assert.Equal((ours.SizeStep, ours.TickSize), (Number(theirs, "precision", "amount"), Number(theirs, "precision", "price")));
        Assert.Equal(ours.MinSize, Number(theirs, "limits", "amount", "min"));
        Assert.True(theirs.GetProperty("active").GetBoolean());
        if (!IsSpot)
        {
            Assert.Equal(ours.SettleAsset, theirs.GetProperty("settle").GetString());
            Assert.Equal((ours.ContractSize, ours.IsInverse), (Number(theirs, "contractSize"), theirs.GetProperty("inverse").GetBoolean()));
        }
    }

    [Fact]
    public async Task IA02_prices_and_balances_are_read_alike()
    {
        await simulated.SetBookAsync(Symbol, 59_990m, 60_010m);
        var ours = await Ours.ReadTickerAsync(await InstrumentAsync(), Cancellation);
        var asset = Market == Market.CoinM ? "BTC" : "USDT";
        var balance = (await Ours.ReadBalancesAsync(Credentials, Market, Cancellation)).Assets.Single(one => one.Asset == asset);

        var one = await independent.CallAsync("fetchTicker", TheirSymbol);
        var many = await independent.CallAsync("fetchTickers", (object)new[] { TheirSymbol });
        var theirs = (await independent.CallAsync("fetchBalance", Wallet)).GetProperty(asset);

        Assert.Equal(ours.Last, Number(one, "last"));
        Assert.Equal(ours.Last, Number(many, TheirSymbol, "last"));
        Assert.Equal((balance.Total, balance.Available), (Number(theirs, "total"), Number(theirs, "free")));
    }

    [Fact]
    public async Task IA03_their_leverage_and_position_are_ours()
    {
        if (IsSpot)
            return;
        var instrument = await InstrumentAsync();
        await independent.CallAsync("setLeverage", 7, TheirSymbol, Margin);
        await PlaceTheirsAsync("market", "buy");
        await simulated.SetPriceAsync(Symbol, 61_000m);

        var theirs = Assert.Single((await independent.CallAsync("fetchPositions", (object)new[] { TheirSymbol })).EnumerateArray());
        var ours = Assert.Single(await Ours.ReadPositionsAsync(Credentials, Market, Cancellation));

        Assert.Equal(7, (await Ours.ReadSettingsAsync(Credentials, instrument, Cancellation)).Leverage);
        Assert.Equal((ours.Size.Value, ours.EntryPrice), (Number(theirs, "contracts"), Number(theirs, "entryPrice")));
        Assert.Equal((ours.Side == PositionSide.Long ? "long" : "short", Size), (theirs.GetProperty("side").GetString(), ours.Size.Value));
        Assert.Equal((61_000m, 61_000m), (ours.MarkPrice, Number(theirs, "markPrice")));
        Assert.Equal(Round(ours.UnrealizedPnl), Number(theirs, "unrealizedPnl"));
    }

    [Fact]
    public async Task IA04_market_orders_of_either_are_read_alike_by_both()
    {
        var before = TimeProvider.System.GetUtcNow() - TimeSpan.FromSeconds(5);
        var theirId = NewClientId();
        var placed = await PlaceTheirsAsync("market", "buy", theirId);
        var request = await BuyAsync();
        await Ours.PlaceAsync(Credentials, request, Cancellation);

        foreach (var clientId in new[] { theirId, request.ClientOrderId })
        {
            var ours = await FoundAsync(clientId);
            var theirs = await independent.CallAsync("fetchOrder", ours.VenueOrderId, TheirSymbol, new { acknowledged = true });
            Assert.Equal((OrderStatus.Filled, "closed"), (ours.Status, theirs.GetProperty("status").GetString()));
            Assert.Equal(Size, ours.Filled.Value);
            Assert.Equal((ours.Filled.Value, ours.AveragePrice), (Number(theirs, "filled"), Number(theirs, "average")));
            Assert.Equal((clientId.Value, clientId.Value), (ours.ClientOrderId, theirs.GetProperty("clientOrderId").GetString()));
        }

        Assert.Equal(placed, (await FoundAsync(theirId)).VenueOrderId);
        var fills = await Ours.ReadFillsAsync(Credentials, request.Instrument, before, Cancellation);
        var trades = await independent.CallAsync("fetchMyTrades", TheirSymbol);
        Assert.Equal(
            fills.Select(fill => (fill.VenueOrderId, fill.Size.Value, fill.Price, fill.Fee, fill.FeeAsset)).Order(),
            trades.EnumerateArray().Select(trade => (
                trade.GetProperty("order").GetString()!, Number(trade, "amount"), Number(trade, "price"), Number(trade, "fee", "cost"), trade.GetProperty("fee").GetProperty("currency").GetString()!)).Order());
    }

    [Fact]
    public async Task IA05_a_resting_order_is_seen_by_both_and_cancelled_by_either()
    {
        var instrument = await InstrumentAsync();
        var (first, second) = (NewClientId(), NewClientId());
        var a = await PlaceTheirsAsync("limit", "buy", first, 55_000m);
        var b = await PlaceTheirsAsync("limit", "buy", second, 54_000m);

        var ours = await Ours.ReadWorkingOrdersAsync(Credentials, Market, Cancellation);
        var theirs = (await independent.CallAsync("fetchOpenOrders", TheirSymbol)).EnumerateArray().ToArray();

        Assert.Equal(new[] { a, b }.Order(), ours.Select(order => order.Order.VenueOrderId).Order());
        Assert.Equal(ours.Select(order => order.Order.VenueOrderId).Order(), theirs.Select(order => order.GetProperty("id").GetString()!).Order());
        Assert.All(ours, order => Assert.Equal((OrderSide.Buy, false), (order.Side, order.IsConditional)));
        Assert.Equal(CancelOutcome.Cancelled, await Ours.CancelAsync(Credentials, instrument, first, Cancellation));
        Assert.Equal(b, Assert.Single((await independent.CallAsync("fetchOpenOrders", TheirSymbol)).EnumerateArray()).GetProperty("id").GetString());
        await independent.CallAsync("cancelOrder", b, TheirSymbol);
        Assert.Equal(OrderStatus.Cancelled, (await FoundAsync(second)).Status);
        Assert.Empty(await Ours.ReadWorkingOrdersAsync(Credentials, Market, Cancellation));
    }

    [Fact]
    public async Task IA06_a_stop_of_either_is_seen_by_both_and_cancelled_by_either()
    {
        var bought = await BuyAsync();
        await Ours.PlaceAsync(Credentials, bought, Cancellation);
        var size = IsSpot ? bought.Instrument.Floor(bought.Size * 0.5m, OrderType.Market) : bought.Size;

        // Theirs: ours reads it, they take it back.
        var theirId = await PlaceTheirsAsync("market", "sell", stop: 54_000m, size: size.Value);
        var seen = Assert.Single(await Ours.ReadWorkingOrdersAsync(Credentials, Market, Cancellation));
        Assert.Equal((theirId, OrderSide.Sell, true, 54_000m), (seen.Order.VenueOrderId, seen.Side, seen.IsConditional, seen.TriggerPrice));
        await independent.CallAsync("cancelOrder", theirId, TheirSymbol, Conditional);
        Assert.Empty(await Ours.ReadWorkingOrdersAsync(Credentials, Market, Cancellation));

        // Ours: they read it, we take it back.
        var stop = new ProtectionRequest
        {
            Instrument = bought.Instrument,
            ClientOrderId = NewClientId(),
            Leg = OrderLeg.Stop,
            PositionSide = PositionSide.Long,
            PositionMode = PositionMode.OneWay,
            Size = size,
            TriggerPrice = 53_000m,
            MarginMode = MarginMode.Cross,
            SignedAt = await VenueNowAsync(),
            ReceiveWindow = TimeSpan.FromSeconds(15),
        };
        var placed = Assert.IsType<PlacementOutcome.Accepted>(await Ours.PlaceProtectionAsync(Credentials, stop, Cancellation));
        var theirs = Assert.Single((await independent.CallAsync("fetchOpenOrders", TheirSymbol, null, null, OurConditional)).EnumerateArray());
        Assert.Equal((placed.VenueOrderId, "sell"), (theirs.GetProperty("id").GetString(), theirs.GetProperty("side").GetString()));
        Assert.Equal((53_000m, size.Value), (TriggerOf(theirs), Number(theirs, "amount")));
        Assert.Equal(CancelOutcome.Cancelled, await Ours.CancelProtectionAsync(Credentials, bought.Instrument, stop.ClientOrderId, Cancellation));
        Assert.Empty((await independent.CallAsync("fetchOpenOrders", TheirSymbol, null, null, OurConditional)).EnumerateArray());
    }

    /// <summary>Their order's id.</summary>
    private async Task<string> PlaceTheirsAsync(
        string type, string side, ClientOrderId? clientId = null, decimal? price = null, decimal? stop = null, decimal? size = null)
    {
        var terms = new Dictionary<string, object?>(OrderTerms);
        if (clientId is { } id)
            terms["clientOrderId"] = id.Value;
        if (stop is { } trigger)
        {
            terms["stopLossPrice"] = trigger;
            if (!IsSpot)
                terms["reduceOnly"] = true;
        }

        var order = await independent.CallAsync("createOrder", TheirSymbol, type, side, size ?? Size, price, terms);
        return order.GetProperty("id").GetString()!;
    }

    private Task<InstrumentSpec> InstrumentAsync() => simulated.InstrumentAsync(new InstrumentId(Venue, Market, Symbol));

    private ClientOrderId NewClientId() =>
        ClientOrderId.Of(OrderOwner.Trade, Guid.Empty, OrderLeg.Entry, sequence: 0, attempt: Interlocked.Increment(ref _clientIds));

    private async Task<OrderRequest> BuyAsync()
    {
        var instrument = await InstrumentAsync();
        return new OrderRequest
        {
            Instrument = instrument,
            ClientOrderId = NewClientId(),
            Side = OrderSide.Buy,
            PositionSide = PositionSide.Long,
            PositionMode = PositionMode.OneWay,
            Type = OrderType.Market,
            Size = OrderSize.Of(Size, instrument.SizeUnit),
            ReduceOnly = false,
            MarginMode = MarginMode.Cross,
            SignedAt = await VenueNowAsync(),
            ReceiveWindow = TimeSpan.FromSeconds(15),
        };
    }

    private async Task<DateTimeOffset> VenueNowAsync() =>
        TimeProvider.System.GetUtcNow() + (await Ours.ReadClockAsync(Market, Cancellation)).Offset;

    private async Task<VenueOrder> FoundAsync(ClientOrderId clientId) => Assert.IsType<OrderLookup.Found>(
        await Ours.FindOrderAsync(Credentials, await InstrumentAsync(), clientId, Cancellation)).Order;

    private static decimal TriggerOf(JsonElement order) =>
        order.TryGetProperty("triggerPrice", out var trigger) && trigger.ValueKind == JsonValueKind.Number
            ? Round(trigger.GetDecimal())
            : Number(order, "stopLossPrice");

    /// <summary>Their numbers are floating-point: eight digits count.</summary>
    private static decimal Number(JsonElement element, params string[] path)
    {
        foreach (var name in path)
            element = element.GetProperty(name);
        return Round(element.GetDecimal());
    }

    private static decimal Round(decimal? value) => decimal.Round(value ?? 0m, 8);
}
