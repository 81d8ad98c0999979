using WhaleCopy.Poller;
using WhaleCopy.Poller.Replay;
using WhaleCopy.ServiceDefaults.Startup;

if (args is [ReplayCommand.Name, .. var rest])
    return await ReplayCommand.RunAsync(rest, Console.Out, Console.Error, CancellationToken.None);

if (CommandLineSettings.Complaint("WhaleCopy.Poller", args) is { } complaint)
{
    await Console.Error.WriteLineAsync(complaint);
    return 2;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddPoller();

var app = builder.Build();
app.MapPoller();
await app.RunAsync();
return 0;
