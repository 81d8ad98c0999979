using WhaleCopy.Executor;
using WhaleCopy.ServiceDefaults.Startup;

if (CommandLineSettings.Complaint("WhaleCopy.Executor", args) is { } complaint)
{
    await Console.Error.WriteLineAsync(complaint);
    return 2;
}

var builder = WebApplication.CreateBuilder(args);
builder.AddExecutor();

var app = builder.Build();
app.MapExecutor();
CrashPoint.WaitUntilArmed();
await app.RunAsync();
return 0;
