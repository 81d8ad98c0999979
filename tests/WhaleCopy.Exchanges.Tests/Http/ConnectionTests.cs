using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Trades;
using WhaleCopy.Core.Venues;
using WhaleCopy.Exchanges.Http;

namespace WhaleCopy.Exchanges.Tests.Http;

public sealed class ConnectionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_stands_between_a_venues_clients_and_the_socket()
    {
        await using var venue = await VenueUnderTest.StartAsync(services => services.ConfigureHttpClientDefaults(
            client => client.AddHttpMessageHandler(() => new RepeatingHandler())));
        var handlers = venue.Services.GetRequiredService<IHttpMessageHandlerFactory>();

        string[] names =
        [
            .. Enum.GetValues<Venue>().SelectMany(one => new[] { VenueHttpClient.CommandClient(one), VenueHttpClient.ReadClient(one) })
                .Where(name => name.StartsWith("BINANCE", StringComparison.Ordinal)),
        ];
        Assert.Equal(2, names.Length);
        Assert.All(names, name =>
        {
            var handler = handlers.CreateHandler(name);
            Assert.Equal("LifetimeTrackingHttpMessageHandler", handler.GetType().Name);
            var socket = Assert.IsType<SocketsHttpHandler>(((DelegatingHandler)handler).InnerHandler);
            Assert.False(socket.AllowAutoRedirect);
            Assert.False(socket.UseCookies);

            // Our trace ids are not a venue's business.
            var written = new List<string>();
            using var call = new Activity("call").SetIdFormat(ActivityIdFormat.W3C).SetBaggage("whale", "7").Start();
            Assert.NotNull(socket.ActivityHeadersPropagator);
            socket.ActivityHeadersPropagator.Inject(call, written, (_, header, _) => written.Add(header));
            Assert.Empty(written);
        });
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_proves_nothing()
    {
        await using var venue = await VenueUnderTest.StartAsync();
        venue.Server.Answer(
            "POST", "/binance/usdm/fapi/v1/order", "", 307, [new("Location", $"{venue.Server.Url}/elsewhere")]);

        var outcome = await venue.Trader(Venue.Binance).PlaceAsync(
            VenueUnderTest.Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);

        Assert.IsType<PlacementOutcome.Unknown>(outcome);
        Assert.Single(venue.Server.Requests);
    }

    [Fact]
    public async Task A_command_on_a_dead_kept_connection_is_sent_once_and_unknown()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var commands = 0;
        var server = AcceptAsync(listener, async (stream, request) =>
        {
            if (!request.Contains("/time", StringComparison.Ordinal) && Interlocked.Increment(ref commands) > 1)
                return false; // the kept connection dies without a word after the whole request came in

            var body = request.Contains("/time", StringComparison.Ordinal)
                ? $$"""{"serverTime":{{TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()}}}"""
                : """{"orderId":1,"status":"CANCELED","executedQty":"0"}""";
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"),
                Cancellation);
            return true;
        });
        await using var venue = await VenueUnderTest.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Exchanges:Binance:BaseUrls:UsdM"] = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}",
        });
        var trader = venue.Trader(Venue.Binance);

        var first = await trader.CancelAsync(VenueUnderTest.Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation);
        var cancel = await trader.CancelAsync(VenueUnderTest.Credentials, Some.BinanceUsdM(), Some.ClientId, Cancellation);
        var place = await trader.PlaceAsync(VenueUnderTest.Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);

        Assert.Equal(CancelOutcome.Cancelled, first);
        Assert.Equal(CancelOutcome.Unknown, cancel);
        Assert.IsType<PlacementOutcome.Unknown>(place);
        Assert.Equal(3, commands);
        Assert.False(server.IsFaulted);
    }

    [Fact]
    public async Task A_refused_connection_proves_that_the_order_was_not_sent()
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var port = ((IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();
        await using var venue = await VenueUnderTest.StartAsync(settings: new Dictionary<string, string?>
        {
            ["Exchanges:Binance:BaseUrls:UsdM"] = $"http://127.0.0.1:{port}",
        });

        var outcome = await venue.Trader(Venue.Binance).PlaceAsync(
            VenueUnderTest.Credentials, Some.Order(Some.BinanceUsdM()), Cancellation);

        var rejected = Assert.IsType<PlacementOutcome.Rejected>(outcome);
        Assert.Equal("NOT_SENT", rejected.Code);
    }

    [Fact]
    public async Task A_cancelled_caller_before_the_first_byte_gets_his_cancellation()
    {
        await using var venue = await VenueUnderTest.StartAsync();
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => venue.Trader(Venue.Binance).PlaceAsync(
            VenueUnderTest.Credentials, Some.Order(Some.BinanceUsdM()), cancelled.Token));
        Assert.Empty(venue.Server.Requests);
    }

    private static async Task AcceptAsync(TcpListener listener, Func<NetworkStream, string, Task<bool>> answerAsync)
    {
        while (true)
        {
            var client = await listener.AcceptTcpClientAsync(Cancellation);
            _ = Task.Run(
                async () =>
                {
                    using (client)
                    {
                        await using var stream = client.GetStream();
                        while (await ReadRequestAsync(stream) is { } request && await answerAsync(stream, request))
                        {
                        }
                    }
                },
                Cancellation);
        }
    }

    private static async Task<string?> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[8192];
        var text = new StringBuilder();
        while (true)
        {
            var read = await stream.ReadAsync(buffer, Cancellation);
            if (read == 0)
                return null;
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
            var request = text.ToString();
            var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (head < 0)
                continue;
            var length = request.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
            var expected = length is null ? 0 : int.Parse(length.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
            if (request.Length - head - 4 >= expected)
                return request;
        }
    }

    private sealed class RepeatingHandler : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            (await base.SendAsync(request, cancellationToken)).Dispose();
            return await base.SendAsync(request, cancellationToken);
        }
    }
}
