using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.State;
using WhaleCopy.Simulator.Tests.Binance;

namespace WhaleCopy.Simulator.Tests;

public sealed class PersistenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-").FullName;

    private string StateFile => Path.Combine(_folder, "world.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Writing_and_a_trading_crowd_never_wait_for_each_other()
    {
        var world = new SimulatedWorld(TimeProvider.System);
        using var driver = new MarketDriver(world, TimeProvider.System);
        using var crowd = new ScriptedTraders(world, TimeProvider.System);
        using var keeper = new WorldKeeper(
            world, driver, crowd, Options.Create(new SimulatorOptions()), TimeProvider.System, NullLogger<WorldKeeper>.Instance);
        _ = crowd.Start(new ScriptSettings(Seed: 7, Traders: 8, ActionsPerMinute: 1));
        using var written = new CancellationTokenSource();

        var acting = Task.Run(
            () =>
            {
                while (!written.IsCancellationRequested)
                {
                    _ = crowd.Act();
                }
            },
            TestContext.Current.CancellationToken);
        var writing = Task.Run(
            async () =>
            {
                for (var i = 0; i < 200; i++)
                {
                    await keeper.SaveAsync(StateFile, CancellationToken.None);
                }

                await written.CancelAsync();
            },
            TestContext.Current.CancellationToken);

        await Task.WhenAll(acting, writing).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_restart_finds_the_venue_as_it_was()
    {
        string ordersBefore, positionsBefore, balancesBefore;
        await using (var server = await StartAsync())
        {
            _ = await server.PutAsync("/prices/BTCUSDT", new { price = "60000" });
            _ = await server.PutAsync("/prices/NEWUSDT", new { price = "2.5" });
            _ = await server.PutAsync("/book/BTCUSDT", new { ask = "60010" });
            _ = await server.PutAsync("/traders/binance/77", new { nickname = "N", sharing = true, equityUsdt = "9" });
            _ = await server.PutAsync("/traders/binance/77/positions", new[]
            {
                new { symbol = "BTCUSDT", market = "USD-M", side = "LONG", size = "0.5", entryPrice = "60000", leverage = 10 },
            });
            _ = await server.PostAsync("/accounts", new
            {
                exchange = "binance",
                apiKey = "k",
                apiSecret = "s",
                balances = new { usdm = new { USDT = "5000" } },
                hedgeMode = true,
            });
            var binance = new BinanceCaller(server.Http, "k", "s");
            _ = await binance.PostAsync("/fapi/v1/leverage", "symbol=BTCUSDT&leverage=7");
            _ = await binance.PostAsync("/fapi/v1/order", "symbol=BTCUSDT&side=BUY&positionSide=LONG&type=MARKET&quantity=0.02&newClientOrderId=one");
            _ = await binance.PostAsync(
                "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&positionSide=LONG&type=LIMIT&timeInForce=GTC&price=59000&quantity=0.01&newClientOrderId=two");
            _ = await binance.PostAsync(
                "/fapi/v1/algoOrder",
                "algoType=CONDITIONAL&symbol=BTCUSDT&side=SELL&positionSide=LONG&type=STOP_MARKET&triggerPrice=54000&quantity=0.02&workingType=MARK_PRICE&clientAlgoId=stop");
            ordersBefore = (await server.GetAsync("/orders")).GetRawText();
            positionsBefore = (await server.GetAsync("/accounts/binance/k/positions")).GetRawText();
            balancesBefore = (await server.GetAsync("/accounts/binance/k/balances")).GetRawText();
        }

        await using (var server = await StartAsync())
        {
            var binance = new BinanceCaller(server.Http, "k", "s");
            Assert.Equal(ordersBefore, (await server.GetAsync("/orders")).GetRawText());
            Assert.Equal(positionsBefore, (await server.GetAsync("/accounts/binance/k/positions")).GetRawText());
            Assert.Equal(balancesBefore, (await server.GetAsync("/accounts/binance/k/balances")).GetRawText());
            var open = await binance.GetAsync("/fapi/v1/openOrders");
            Assert.Equal("two", Assert.Single(open.Body.EnumerateArray()).GetProperty("clientOrderId").GetString());
            var lead = await server.Http.GetStringAsync(
                new Uri("/binance/web/bapi/futures/v1/friendly/future/copy-trade/lead-data/positions?portfolioId=77", UriKind.Relative),
                TestContext.Current.CancellationToken);
            Assert.Contains("\"positionAmount\":\"0.5\"", lead, StringComparison.Ordinal);

            // The stop still waits, and fires.
            _ = await server.PutAsync("/book/BTCUSDT", new { });
            _ = await server.PutAsync("/prices/BTCUSDT", new { price = "53000" });
            Assert.Equal("FINISHED", (await binance.GetAsync("/fapi/v1/algoOrder", "clientAlgoId=stop")).Body.GetProperty("algoStatus").GetString());
            var order = await binance.PostAsync(
                "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&positionSide=LONG&type=MARKET&quantity=0.01&newClientOrderId=three");
            Assert.Equal(200, order.Status);
        }
    }

    [Fact]
    public async Task Changes_are_written_while_it_runs()
    {
        await using var server = await StartAsync();
        _ = await server.PutAsync("/prices/BTCUSDT", new { price = "12345" });

        var written = "";
        for (var i = 0; i < 250 && !written.Contains("12345", StringComparison.Ordinal); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            written = File.Exists(StateFile) ? await File.ReadAllTextAsync(StateFile, TestContext.Current.CancellationToken) : "";
        }

        Assert.Contains("12345", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_no_world_stops_the_start_with_its_name()
    {
        await File.WriteAllTextAsync(StateFile, "{ nothing", TestContext.Current.CancellationToken);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(StartAsync);

        Assert.Contains(StateFile, failure.Message, StringComparison.Ordinal);
    }

    private Task<SimulatorServer> StartAsync() => SimulatorServer.StartAsync(options =>
    {
        options.StateFile = StateFile;
        options.SaveInterval = TimeSpan.FromMilliseconds(50);
    });
}
