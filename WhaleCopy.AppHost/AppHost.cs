using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);

var isRunMode = builder.ExecutionContext.IsRunMode;
var hasSimulator = isRunMode && builder.Configuration["Exchanges:Mode"] is not "live";
var exchangesMode = hasSimulator ? "simulated" : "live";

// Any letters do where no real bot is involved; a real one is Parameters:telegram-bot-token.
if (hasSimulator)
{
    builder.Configuration["Parameters:telegram-bot-token"] ??=
        $"1000000000:{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 35)}";
}

var botToken = builder.AddParameter("telegram-bot-token", secret: true);
var encryptionKey = AddSecret("encryption-key");

// The stores: containers, or servers that already run (Infra:External with ConnectionStrings:whalecopy and :redis).
IResourceBuilder<IResourceWithConnectionString> database;
IResourceBuilder<IResourceWithConnectionString> cache;
if (isRunMode && builder.Configuration.GetValue("Infra:External", false))
{
    database = builder.AddConnectionString("whalecopy");
    cache = builder.AddConnectionString("redis");
}
else
{
    // The volume is named: its default name hashes this project's path, and another checkout would start empty.
    database = builder.AddPostgres("postgres", password: AddSecret("postgres-password"))
        .WithDataVolume("whalecopy-pg")
        .AddDatabase("whalecopy");
    cache = builder.AddRedis("redis");
}

// Poller and Executor take their endpoints from Kestrel:Endpoints in their own appsettings.json:
// "http" speaks HTTP/2 (gRPC), "health" HTTP/1.1 (probes).
var executor = builder.AddProject<Projects.WhaleCopy_Executor>("executor", project => project.ExcludeLaunchProfile = true)
    .WithReplicas(2)
    .WithEnvironment("Security__EncryptionKeys__0", encryptionKey)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "health")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "health");

var poller = builder.AddProject<Projects.WhaleCopy_Poller>("poller", project => project.ExcludeLaunchProfile = true)
    .WithReference(executor)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "health")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "health");

var api = builder.AddProject<Projects.WhaleCopy_Api>("api", project => project.ExcludeLaunchProfile = true)
    .WithEndpoint("http", endpoint => endpoint.UriScheme = "http")
    .WithExternalHttpEndpoints()
    .WithReference(executor)
    .WithReference(poller)
    .WithEnvironment("Telegram__BotToken", botToken)
    .WithEnvironment("Security__EncryptionKeys__0", encryptionKey)
    .WithHttpProbe(ProbeType.Liveness, "/alive", endpointName: "http")
    .WithHttpProbe(ProbeType.Readiness, "/health", endpointName: "http");

// One origin: the dev server proxies to the Api in run mode, the Api serves the built files when published.
var web = builder.AddViteApp("web", "../WhaleCopy.Web")
    .WithReference(api)
    .WaitFor(api)
    .WithExternalHttpEndpoints();
api.PublishWithContainerFiles(web, "./wwwroot");

foreach (var service in new[] { api, poller, executor })
{
    service
        .WithReference(database).WaitFor(database)
        .WithReference(cache).WaitFor(cache)
        .WithEnvironment("Exchanges__Mode", exchangesMode);
}

if (isRunMode)
{
    // A step of its own that the services wait for. Published, it would be a Deployment that restarts for ever:
    // there the Api migrates at start, under an advisory lock.
    var migrator = builder.AddProject<Projects.WhaleCopy_Api>("migrator", project => project.ExcludeLaunchProfile = true)
        .WithArgs("migrate")
        .WithReference(database).WaitFor(database);

    foreach (var service in new[] { api, poller, executor })
    {
        service
            .WaitForCompletion(migrator)
            .WithEnvironment("ASPNETCORE_ENVIRONMENT", builder.Environment.EnvironmentName);
    }

    api.WithEnvironment("Database__MigrateOnStart", "false")
        .WithEnvironment("Telegram__WebAppUrl", web.GetEndpoint("http"));
}
else
{
    api.WithEnvironment("Database__MigrateOnStart", "true")
        .WithEnvironment("Web__Root", "wwwroot");
}

if (hasSimulator)
{
    var simulator = builder.AddProject<Projects.WhaleCopy_Simulator>("simulator", project => project.ExcludeLaunchProfile = true)
        .WithEndpoint("http", endpoint => endpoint.UriScheme = "http");
    var address = simulator.GetEndpoint("http");

    // The venues' addresses follow from it where none are configured.
    foreach (var service in new[] { api, poller, executor })
    {
        service.WithEnvironment("Simulator__Url", address).WaitFor(simulator);
    }
}

builder.Build().Run();

// Run mode makes what is missing and keeps it in the user secrets; publishing asks for it, so that nothing that was
// generated ends up in a deployment's files.
IResourceBuilder<ParameterResource> AddSecret(string name)
    => isRunMode
        ? builder.AddParameter(name, new GenerateParameterDefault { MinLength = 44, Special = false }, secret: true, persist: true)
        : builder.AddParameter(name, secret: true);
