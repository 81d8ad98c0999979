using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using WhaleCopy.Contracts.Executor;
using WhaleCopy.Core;
using WhaleCopy.Core.Venues;
using static WhaleCopy.Contracts.Executor.CheckApiKeyResponse.Types;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What is said of a key at the moment when it is added, at every venue.</summary>
public sealed class KeyCheckTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private const string Secret = "planted-secret-of-the-key-check";
    private const string Passphrase = "planted-passphrase";

    private static readonly string[] Trades = ["read", "spot", "futures"];

    private WebApplication? _executor;

    public static TheoryData<Venue> Venues => [Venue.Binance, Venue.Okx, Venue.Bybit, Venue.Bitget];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync();

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_key_that_trades_and_cannot_withdraw_is_usable(Venue venue)
    {
        var answer = await CheckAsync(venue, Trades, Secret, Passphrase);

        Assert.Equal((Verdict.Usable, true, false), (answer.Verdict, answer.CanFuturesTrade, answer.CanWithdraw));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_key_that_can_withdraw_is_refused(Venue venue)
    {
        var answer = await CheckAsync(venue, [.. Trades, "withdraw"], Secret, Passphrase);

        Assert.Equal((Verdict.Refused, "KEY_CAN_WITHDRAW"), (answer.Verdict, answer.ReasonCode));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_key_that_cannot_trade_is_refused(Venue venue)
    {
        var answer = await CheckAsync(venue, ["read"], Secret, Passphrase);

        Assert.Equal((Verdict.Refused, "KEY_CANNOT_TRADE"), (answer.Verdict, answer.ReasonCode));
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_wrong_secret_is_refused_in_the_venues_words_without_repeating_it(Venue venue)
    {
        var answer = await CheckAsync(venue, Trades, "not-" + Secret, Passphrase);

        AssertRefusedByVenue(answer, venue);
    }

    [Theory]
    [InlineData(Venue.Okx)]
    [InlineData(Venue.Bitget)]
    public async Task A_wrong_passphrase_is_refused_in_the_venues_words(Venue venue)
    {
        var answer = await CheckAsync(venue, Trades, Secret, "not-" + Passphrase);

        AssertRefusedByVenue(answer, venue);
    }

    [Theory]
    [MemberData(nameof(Venues))]
    public async Task A_key_bound_to_another_address_is_refused_in_the_venues_words(Venue venue)
    {
        var answer = await CheckAsync(venue, Trades, Secret, Passphrase, "203.0.113.9");

        AssertRefusedByVenue(answer, venue);
    }

    private static void AssertRefusedByVenue(CheckApiKeyResponse answer, Venue venue)
    {
        Assert.Equal((Verdict.Refused, "KEY_INVALID"), (answer.Verdict, answer.ReasonCode));
        Assert.StartsWith($"{WireName<Venue>.Of(venue)} does not accept this key: ", answer.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("planted", answer.Reason, StringComparison.Ordinal);
    }

    private async Task<CheckApiKeyResponse> CheckAsync(Venue venue, string[] permissions, string secret, string passphrase, string? address = null)
    {
        var user = await world.UserAsync();
        var apiKey = $"checked-{Guid.NewGuid():N}";
        await world.Venue.PutAccountAsync(
            new
            {
                exchange = WireName<Venue>.Of(venue).ToLowerInvariant(),
                apiKey,
                apiSecret = Secret,
                passphrase = Passphrase,
                permissions,
                ipAddresses = address is null ? null : new[] { address },
            },
            Cancelled);
        await using var context = world.Context();
        var row = ExecutorWorld.KeyRow(user.UserId, apiKey, secret, venue, passphrase);
        row.IsActive = false;
        context.UserApiKeys.Add(row);
        await context.SaveChangesAsync(Cancelled);

        using var channel = GrpcChannel.ForAddress(ExecutorWorld.AddressOf(_executor!));
        return await new CopyEngine.CopyEngineClient(channel).CheckApiKeyAsync(new CheckApiKeyRequest { ApiKeyId = row.Id }, cancellationToken: Cancelled);
    }
}
