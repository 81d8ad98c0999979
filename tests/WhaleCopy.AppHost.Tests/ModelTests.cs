namespace WhaleCopy.AppHost.Tests;

/// <summary>The model alone: nothing is started, so no container engine is needed.</summary>
public sealed class ModelTests
{
    private static readonly string[] Published =
        ["--operation", "publish", "--Parameters:telegram-bot-token=t", "--Parameters:encryption-key=k", "--Parameters:postgres-password=p"];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_mode_holds_the_whole_product_with_simulator_and_migration_step()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>([], Cancelled);

        foreach (var name in new[] { "postgres", "whalecopy", "redis", "migrator", "api", "poller", "executor", "simulator", "web" })
        {
            Assert.Contains(appHost.Resources, resource => resource.Name == name);
        }
    }

    [Fact]
    public async Task Live_exchanges_leave_the_simulator_out()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>(
            ["--Exchanges:Mode=live", "--Parameters:telegram-bot-token=t"], Cancelled);

        Assert.DoesNotContain(appHost.Resources, resource => resource.Name == "simulator");
    }

    [Fact]
    public async Task Servers_that_already_run_replace_the_containers()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>(
            ["--Infra:External=true", "--ConnectionStrings:whalecopy=Host=h", "--ConnectionStrings:redis=h:1"], Cancelled);

        Assert.DoesNotContain(appHost.Resources, resource => resource is ContainerResource);
        Assert.Contains(appHost.Resources, resource => resource is IResourceWithConnectionString { Name: "whalecopy" });
        Assert.Contains(appHost.Resources, resource => resource is IResourceWithConnectionString { Name: "redis" });
    }

    [Fact]
    public async Task Published_model_has_no_simulator_and_no_migration_step()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>(Published, Cancelled);

        Assert.DoesNotContain(appHost.Resources, resource => resource.Name is "simulator" or "migrator");
    }

    [Fact]
    public async Task Every_service_waits_for_the_migration_step_and_is_probed()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>([], Cancelled);

        foreach (var name in new[] { "api", "poller", "executor" })
        {
            var service = Assert.Single(appHost.Resources, resource => resource.Name == name);
            Assert.Contains(
                service.Annotations.OfType<WaitAnnotation>(),
                wait => wait is { Resource.Name: "migrator", WaitType: WaitType.WaitForCompletion });
            Assert.Equal(
                [ProbeType.Liveness, ProbeType.Readiness],
                service.Annotations.OfType<ProbeAnnotation>().Select(probe => probe.Type).Order());
        }
    }

    [Fact]
    public async Task Executor_runs_twice()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>([], Cancelled);

        var executor = Assert.Single(appHost.Resources, resource => resource.Name == "executor");

        Assert.Equal(2, Assert.Single(executor.Annotations.OfType<ReplicaAnnotation>()).Replicas);
    }

    [Fact]
    public async Task Every_secret_is_a_secret_parameter()
    {
        await using var appHost = await DistributedApplicationTestingBuilder.CreateAsync<Projects.WhaleCopy_AppHost>([], Cancelled);

        foreach (var name in new[] { "telegram-bot-token", "encryption-key", "postgres-password" })
        {
            Assert.True(Assert.Single(appHost.Resources.OfType<ParameterResource>(), parameter => parameter.Name == name).Secret);
        }
    }
}
