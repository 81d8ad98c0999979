using WhaleCopy.Api;
using WhaleCopy.Api.OpenApi;
using WhaleCopy.Api.Schema;

switch (args)
{
    case ["migrate", .. var rest]:
        return await SchemaSlice.MigrateAsync(rest, Console.Out, Console.Error, CancellationToken.None);
    case ["openapi", var file]:
        return await DescriptionFile.WriteAsync(file, Console.Out, CancellationToken.None);
    default:
        var builder = WebApplication.CreateBuilder(args);
        builder.AddApi();
        var app = builder.Build();
        app.MapApi();
        await app.RunAsync();
        return 0;
}
