using WhaleCopy.Executor;

var builder = WebApplication.CreateBuilder(args);
builder.AddExecutor();

var app = builder.Build();
app.MapExecutor();
await app.RunAsync();
