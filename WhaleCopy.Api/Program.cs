using WhaleCopy.Api;
using WhaleCopy.Api.OpenApi;
using WhaleCopy.Api.Schema;
using WhaleCopy.ServiceDefaults.Startup;

var settings = args switch
{
    ["migrate", .. var rest] => rest,
    ["openapi", _] => [],
    _ => args,
};
if (CommandLineSettings.Complaint("WhaleCopy.Api", settings) is { } complaint)
{
    await Console.Error.WriteLineAsync($"{complaint}. Commands: migrate, openapi FILE");
    return 2;
}

switch (args)
{
    case ["migrate", ..]:
        return await SchemaSlice.MigrateAsync(settings, Console.Out, Console.Error, CancellationToken.None);
    case ["openapi", var file]:
        return await DescriptionFile.WriteAsync(file, Console.Out, Console.Error, CancellationToken.None);
    default:
        var builder = WebApplication.CreateBuilder(args);
        builder.AddApi();
        var app = builder.Build();
        app.MapApi();
        await app.RunAsync();
        return 0;
}
