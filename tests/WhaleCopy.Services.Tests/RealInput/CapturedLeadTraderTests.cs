using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Money;
using WhaleCopy.Core.Risk;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Sizing;
using WhaleCopy.Core.Users;
using WhaleCopy.Core.Venues;
using WhaleCopy.Core.Whales;
using WhaleCopy.Exchanges;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.RealInput;

/// <summary>The main job on real input: a lead trader's book as it was captured, through reader, diff and signals to planned copies.</summary>
public sealed class CapturedLeadTraderTests : IAsyncLifetime
{
    private const string Uid = "4681698170884314113";
    private static readonly DateTimeOffset Start = new(2026, 2, 5, 12, 0, 0, TimeSpan.Zero);
    private CapturedSite _site = null!;
    private ServiceProvider _services = null!;
    private IVenueReader _reader = null!;

    public async ValueTask InitializeAsync()
    {
        _site = await CapturedSite.StartAsync();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Exchanges:Binance:BaseUrls:Web"] = _site.Url })
            .Build();
        _services = new ServiceCollection().AddWhaleCopyExchanges(configuration).BuildServiceProvider();
        _reader = _services.GetServices<IVenueReader>().Single(reader => reader.Venue == Venue.Binance);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Every_position_of_the_captured_book_becomes_one_signal_and_a_copy_within_limits()
    {
        var rows = Captured("web_copytrade_lead_positions")["data"]!.AsArray();
        var (state, context) = await BaselineOfAnEmptyBookAsync();
        _site.Answer(CapturedSite.Positions, Captured("web_copytrade_lead_positions"));

        var answer = Assert.IsType<PollResult.Complete>(await _reader.PollAsync(Uid, TestContext.Current.CancellationToken));
        var step = WhaleBook.OnPoll(state, answer, Start.AddSeconds(15), context);

        Assert.Equal(rows.Count, step.Signals.Count);
        foreach (var row in rows)
        {
            var signal = Assert.Single(step.Signals, signal => signal.Key == KeyOf(row!));
            Assert.Equal(SignalKind.Open, signal.Kind);
            Assert.Equal(decimal.Abs(Number(row!["positionAmount"])), signal.SizeChange);
            Assert.Equal(Number(row["markPrice"]), signal.PriceAtSignal);
            Assert.Equal(Number(row["leverage"]), signal.Leverage);
            AssertCopied(signal, row);
        }
    }

    [Fact]
    public async Task The_same_book_again_says_nothing()
    {
        var (state, context) = await BaselineOfAnEmptyBookAsync();
        _site.Answer(CapturedSite.Positions, Captured("web_copytrade_lead_positions"));
        var first = WhaleBook.OnPoll(state, await PollAsync(), Start.AddSeconds(15), context);

        var second = WhaleBook.OnPoll(first.State, await PollAsync(), Start.AddSeconds(30), context);

        Assert.Empty(second.Signals);
    }

    [Fact]
    public async Task His_whole_book_gone_at_once_closes_nothing_that_his_history_does_not_prove()
    {
        var (state, context) = await BaselineOfAnEmptyBookAsync();
        _site.Answer(CapturedSite.Positions, Captured("web_copytrade_lead_positions"));
        var held = WhaleBook.OnPoll(state, await PollAsync(), Start.AddSeconds(15), context);
        Assert.True(held.State.Lines.Count >= 2);
        _site.Answer(CapturedSite.Positions, Empty());
        _site.Answer(CapturedSite.History, Captured("web_copytrade_lead_order_history"));

        var gone = WhaleBook.OnPoll(held.State, await PollAsync(), Start.AddSeconds(30), context);
        Assert.NotNull(gone.HistoryFrom);
        var history = await _reader.ReadHistoryAsync(Uid, gone.HistoryFrom.Value, TestContext.Current.CancellationToken);
        var judged = gone.Then(WhaleBook.OnHistory(gone.State, history, Start.AddSeconds(30), context));

        Assert.IsType<HistoryResult.Complete>(history);
        Assert.Empty(judged.Signals);
        Assert.Equal(held.State.Lines.Count, judged.State.Lines.Count);
    }

    private async Task<(WhaleBookState State, WhaleBookContext Context)> BaselineOfAnEmptyBookAsync()
    {
        _site.Answer(CapturedSite.Positions, Empty());
        _site.Answer(CapturedSite.Detail, Captured("web_copytrade_lead_portfolio_detail"));
        var context = new WhaleBookContext { WhaleId = 1, Source = _reader.Source };
        var step = WhaleBook.OnPoll(WhaleBookState.Begin(Start), await PollAsync(), Start, context);
        Assert.Empty(step.Signals);
        Assert.True(step.State.HasBaseline);
        return (step.State, context);
    }

    private async Task<PollResult.Complete> PollAsync() =>
        Assert.IsType<PollResult.Complete>(await _reader.PollAsync(Uid, TestContext.Current.CancellationToken));

    private static void AssertCopied(SignalDraft signal, JsonNode row)
    {
        var mark = Number(row["markPrice"]);
        var instrument = Instrument(signal.Key.Symbol, mark);
        var account = new TradingAccount(1, Venue.Binance, CanTradeSpot: true, CanTradeFutures: true);
        var decision = EntryPlanner.Decide(new EntryFacts
        {
            Signal = signal,
            Now = Start.AddSeconds(16),
            Policy = new FollowPolicy
            {
                User = new UserSettings(),
                Follow = new FollowSettings { TradeSizeUsdt = 50m, EntryOrder = EntryOrderPolicy.Market },
                Tier = TierLimits.Of(SubscriptionTier.Pro),
            },
            Standing = new UserStanding(IsActive: true, IsBanned: false, IsPaused: false),
            Market = new MarketSelection.Chosen(account, instrument, 1m, IsSubstituted: false),
            // The copy is offered at the whale's own entry, where the gate compares.
            Ticker = new Ticker
            {
                Instrument = instrument.Id,
                Last = signal.ReferencePrice!.Value,
                Index = signal.ReferencePrice,
                Volume24hUsdt = 1_000_000_000m,
                ReadAt = Start.AddSeconds(16),
            },
            Account = new AccountFacts { Mode = PositionMode.OneWay, BalanceUsdt = 1_000m, AvailableUsdt = 1_000m },
            Loss = default,
            OpenPositions = 0,
            Exposure = default,
        });

        var copy = Assert.IsType<EntryDecision.Copy>(decision).Order;
        Assert.Equal(signal.Key.Side, copy.PositionSide);
        Assert.Equal(signal.Key.Side.Entry(), copy.Side);
        Assert.True(Rounding.IsOnStep(copy.Size.Value, instrument.MarketSizeStep), $"{copy.Size} of {signal.Key}");
        Assert.InRange(copy.MarginUsdt, 0.01m, 50m);
        Assert.InRange(copy.Leverage, 1, 20);
        Assert.True(copy.StopLossPercent * copy.Leverage <= 80m, $"{copy.StopLossPercent} % at {copy.Leverage}");
    }

    private static InstrumentSpec Instrument(string symbol, decimal price)
    {
        var step = price > 1_000m ? 0.001m : price > 10m ? 0.01m : 1m;
        return new InstrumentSpec
        {
            Id = new InstrumentId(Venue.Binance, Market.UsdM, symbol),
            VenueSymbol = symbol,
            BaseAsset = symbol[..^4],
            QuoteAsset = "USDT",
            SettleAsset = "USDT",
            SizeUnit = SizeUnit.Base,
            ContractSize = 1m,
            TickSize = price > 1_000m ? 0.1m : price > 10m ? 0.001m : 0.00001m,
            SizeStep = step,
            MarketSizeStep = step,
            MinSize = step,
            MaxSize = 10_000_000m,
            MaxMarketSize = 10_000_000m,
            MinNotionalUsdt = 5m,
            MaxLeverage = 50,
            TakerFeeRate = 0.0005m,
            IsTradable = true,
        };
    }

    private static PositionKey KeyOf(JsonNode row) => new(
        Market.UsdM,
        row["symbol"]!.GetValue<string>(),
        row["positionSide"]!.GetValue<string>() switch
        {
            "LONG" => PositionSide.Long,
            "SHORT" => PositionSide.Short,
            _ => Number(row["positionAmount"]) > 0m ? PositionSide.Long : PositionSide.Short,
        });

    private static JsonNode Captured(string name) =>
        JsonNode.Parse(File.ReadAllText(SharedReference.Require($"exchanges/fixtures/binance/{name}.json")))!["response"]!;

    private static JsonObject Empty() => new()
    {
        ["code"] = "000000",
        ["message"] = null,
        ["messageDetail"] = null,
        ["data"] = new JsonArray(),
        ["success"] = true,
    };

    private static decimal Number(JsonNode? node) =>
        decimal.Parse(node!.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);
}
