using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Options;
using WhaleCopy.Contracts.Poller;
using WhaleCopy.TestKit;

namespace WhaleCopy.Services.Tests.Poller;

/// <summary>Discovery, tiers, and what other services ask of the poller over gRPC.</summary>
public sealed class MonitorCommandsTests(PostgresFixture postgres, GarnetFixture redis) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_of_the_leaderboard_is_read_and_nobody_who_left_it_is_dropped()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        for (var i = 1; i <= 45; i++)
            await rig.Venue.TraderAsync(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await rig.StartPollerAsync();

        Assert.Equal(45L, await Eventually.ObserveAsync(
            () => rig.ScalarAsync<long>("select count(*) from whales w join whale_monitors m on m.whale_id = w.id join whale_stats s on s.whale_id = w.id"),
            whales => whales == 45,
            PollerRig.Patience));
        Assert.Equal(45L, await rig.ScalarAsync<long>("select count(*) from whales where wallet_address = 'binance_' || exchange_uid and rank is not null"));
        var swept = await Eventually.ObserveAsync(
            () => rig.ScalarAsync<DateTime>("select coalesce(max(last_sweep_at), '-infinity') from whale_sources where exchange = 'BINANCE' and discovery_cursor is null"),
            at => at > DateTime.MinValue,
            PollerRig.Patience);

        // All of them leave it.
        var followed = await rig.ScalarAsync<long>("select id from whales where exchange_uid = '1'");
        await rig.FollowerAsync(followed, 6);
        await rig.Venue.ResetAsync();
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<DateTime>("select last_sweep_at from whale_sources where exchange = 'BINANCE'"), at => at > swept.AddSeconds(1), PollerRig.Patience);

        Assert.Equal(45L, await rig.ScalarAsync<long>("select count(*) from whales w join whale_monitors m on m.whale_id = w.id join whale_stats s on s.whale_id = w.id"));
        await rig.PollsAsync("1", 2);
        Assert.Equal(1L, await rig.ScalarAsync<long>("select count(*) from user_whale_follows where whale_id = $1 and ended_at is null", followed));
    }

    [Fact]
    public async Task A_sweep_that_was_cut_off_goes_on_where_it_stopped()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        for (var i = 1; i <= 45; i++)
            await rig.Venue.TraderAsync(i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        await rig.Venue.FaultAsync("status", 503, "*home-page/query-list*", page: 2);
        var first = await rig.StartPollerAsync();
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select discovery_cursor from whale_sources where exchange = 'BINANCE'"), cursor => cursor == "2", PollerRig.Patience);
        await rig.StopAsync(first);
        Assert.Equal(20L, await rig.ScalarAsync<long>("select count(*) from whales"));

        await rig.Venue.HealAsync();
        await rig.ExecuteAsync("update whale_sources set next_discovery_at = now()");
        var resumed = TimeProvider.System.GetUtcNow();
        await rig.StartPollerAsync(("Polling:Discovery", "1.00:00:00"));
        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<bool>("select last_sweep_at is not null and discovery_cursor is null from whale_sources where exchange = 'BINANCE'"), swept => swept, PollerRig.Patience);

        Assert.Equal(45L, await rig.ScalarAsync<long>("select count(*) from whales"));
        Assert.Equal(25L, await rig.ScalarAsync<long>("select count(*) from whales where last_listed_at >= $1", resumed));
    }

    [Fact]
    public async Task A_followed_whale_becomes_critical_without_being_asked()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        await rig.Venue.TraderAsync("2");
        await rig.Venue.HoldsAsync("1", new Holding("BTCUSDT", "LONG", 1m));
        await rig.Venue.HoldsAsync("2", new Holding("BTCUSDT", "LONG", 1m));
        await rig.StartPollerAsync();
        var whaleId = await rig.BaselineAsync("1");
        await rig.BaselineAsync("2");

        await rig.FollowerAsync(whaleId, 5);

        await Eventually.ObserveAsync(
            () => rig.ScalarAsync<string>("select m.tier || ' ' || w.tier from whale_monitors m join whales w on w.id = m.whale_id where w.exchange_uid = '1'"),
            tiers => tiers == "CRITICAL CRITICAL",
            PollerRig.Patience);
        Assert.Equal("NORMAL", await rig.ScalarAsync<string>("select tier from whale_monitors where exchange_uid = '2'"));
    }

    [Fact]
    public async Task A_recheck_polls_a_whale_at_once_and_an_unknown_one_is_not_found()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        var poller = await rig.StartPollerAsync(
            ("Polling:Critical", "01:00:00"), ("Polling:High", "01:00:00"), ("Polling:Normal", "01:00:00"), ("Polling:Low", "01:00:00"));
        var whaleId = await Eventually.ObserveAsync(
            () => rig.ScalarAsync<long>("select coalesce((select id from whales), 0)"), id => id > 0, PollerRig.Patience);
        using var channel = ChannelOf(poller);
        var monitor = new WhaleMonitor.WhaleMonitorClient(channel);

        var answer = await monitor.RecheckAsync(new RecheckRequest { WhaleId = whaleId }, cancellationToken: Cancelled);
        await rig.BaselineAsync("1");
        var unknown = await Assert.ThrowsAsync<RpcException>(
            async () => await monitor.RecheckAsync(new RecheckRequest { WhaleId = whaleId + 1 }, cancellationToken: Cancelled));

        Assert.NotNull(answer.NextPollAt);
        Assert.Equal(StatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Status_health_and_discovery_answer_over_grpc()
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await rig.Venue.TraderAsync("1");
        var poller = await rig.StartPollerAsync(("Polling:Discovery", "1.00:00:00"));
        await rig.BaselineAsync("1");
        await rig.Venue.TraderAsync("2");
        using var channel = ChannelOf(poller);
        var monitor = new WhaleMonitor.WhaleMonitorClient(channel);

        await monitor.DiscoverAsync(new DiscoverRequest { Exchange = "BINANCE" }, cancellationToken: Cancelled);
        await rig.BaselineAsync("2");
        var refused = await Assert.ThrowsAsync<RpcException>(
            async () => await monitor.DiscoverAsync(new DiscoverRequest { Exchange = "KRAKEN" }, cancellationToken: Cancelled));
        var source = await Eventually.ObserveAsync(
            async () => (await monitor.GetStatusAsync(new GetStatusRequest(), cancellationToken: Cancelled)).Sources.Single(status => status.Exchange == "BINANCE"),
            status => status.Health == "HEALTHY" && status.LastCompleteAt is not null,
            PollerRig.Patience);
        var health = await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest(), cancellationToken: Cancelled);

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Equal(("binance-copy-trade", "UNOFFICIAL", 2L), (source.Name, source.Trust, source.Whales));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, health.Status);
    }

    [Theory]
    [InlineData("Polling:Critical", "00:00:00", "Critical")]
    [InlineData("Polling:Critical", "00:01:00", "must not fall")]
    [InlineData("Polling:ClaimBatch", "0", "ClaimBatch")]
    [InlineData("Services:Executor", "nowhere", "Executor")]
    public async Task Settings_out_of_range_stop_the_start_and_are_named(string key, string value, string named)
    {
        await using var rig = await PollerRig.StartAsync(postgres, redis);
        await using var app = rig.Build((key, value));

        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync(Cancelled));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    private static GrpcChannel ChannelOf(WebApplication poller) => GrpcChannel.ForAddress(poller.Urls.Single());
}
