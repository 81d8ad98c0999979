using WhaleCopy.Poller;

var builder = WebApplication.CreateBuilder(args);
builder.AddPoller();

var app = builder.Build();
app.MapPoller();
await app.RunAsync();
