using System.Net;
using WhaleCopy.TestKit;

[assembly: AssemblyFixture(typeof(PostgresServer))]

namespace WhaleCopy.AppHost.Tests;

/// <summary>The product under the orchestrator, on servers that already run: needs no container engine.</summary>
public sealed class RunTests(PostgresFixture postgres, GarnetFixture garnet) : IClassFixture<PostgresFixture>, IClassFixture<GarnetFixture>
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_service_becomes_healthy_after_the_migration_step()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>(
            [
                "--Infra:External=true",
                $"--ConnectionStrings:whalecopy={postgres.ConnectionString}",
                $"--ConnectionStrings:redis={garnet.ConnectionString}",
            ],
            deadline.Token);
        await using var app = await appHost.BuildAsync(deadline.Token);
        await app.StartAsync(deadline.Token);

        await app.ResourceNotifications.WaitForResourceAsync("migrator", KnownResourceStates.Finished, deadline.Token);
        foreach (var name in new[] { "executor", "poller", "api" })
        {
            await app.ResourceNotifications.WaitForResourceHealthyAsync(name, deadline.Token);
        }

        using var client = app.CreateHttpClient("api", "http");
        using var health = await client.GetAsync("/health", deadline.Token);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }
}
