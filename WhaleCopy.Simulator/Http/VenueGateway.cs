using System.Collections.Concurrent;
using System.Text;
using WhaleCopy.Simulator.Engine;
using WhaleCopy.Simulator.Faults;

namespace WhaleCopy.Simulator.Http;

/// <summary>Takes a request through faults, limits and signature to the dialect's handler and writes what comes of it.</summary>
internal sealed class VenueGateway(
    IEnumerable<Dialect> dialects, FaultPlan faults, AnswerMemory memory, RequestStatistics statistics, TimeProvider time)
{
    private readonly Dialect[] _dialects = [.. dialects.OrderByDescending(dialect => dialect.Prefix.Length)];
    private readonly ConcurrentBag<Call> _pool = [];

    public void Reset()
    {
        memory.Clear();
        statistics.Clear();
        faults.Clear();
        foreach (var dialect in _dialects)
        {
            dialect.Reset();
        }
    }

    public async Task<bool> TryHandleAsync(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "/";
        foreach (var dialect in _dialects)
        {
            if (path.StartsWith(dialect.Prefix, StringComparison.Ordinal)
                && (path.Length == dialect.Prefix.Length || path[dialect.Prefix.Length] == '/'))
            {
                await HandleAsync(http, dialect, path[dialect.Prefix.Length..]);
                return true;
            }
        }

        return false;
    }

    private async Task HandleAsync(HttpContext http, Dialect dialect, string path)
    {
        if (!_pool.TryTake(out var call))
        {
            call = new Call();
        }

        call.Begin(http, dialect, path);
        try
        {
            // Read before anything can delay: a client that hangs up has sent its order all the same.
            await call.ReadBodyAsync();
            var apiKey = dialect.ApiKeyHeader is { } header ? call.Header(header) : null;
            await RunAsync(call, faults.Match(call, apiKey));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client left in the middle of its own request.
        }
        finally
        {
            call.End();
            _pool.Add(call);
        }
    }

    private async Task RunAsync(Call call, Strike? strike)
    {
        var route = call.Dialect.Find(call.Method, call.Path);
        if (strike is null)
        {
            Answer(call, route);
            await WriteAsync(call, route, call.Output.WrittenMemory);
            return;
        }

        if (strike.Before > TimeSpan.Zero)
        {
            await Task.Delay(strike.Before, time, CancellationToken.None);
        }

        var fault = strike.Fault;
        if (fault is not null && await PreemptAsync(call, route, fault))
        {
            return;
        }

        Answer(call, route);
        if (strike.After > TimeSpan.Zero)
        {
            await Task.Delay(strike.After, time, CancellationToken.None);
        }

        await FinishAsync(call, route, fault);
    }

    /// <summary>Faults that keep the request from the venue.</summary>
    private async Task<bool> PreemptAsync(Call call, Operation? route, Fault fault)
    {
        var spec = fault.Spec;
        switch (spec.Kind)
        {
            case FaultKind.DropBefore:
                Intercepted(call, route, new Intercept(Outcome.Dropped, null));
                statistics.Count(call, route, 0);
                call.Http.Abort();
                return true;
            case FaultKind.Status or FaultKind.Reject or FaultKind.RateLimit or FaultKind.Ban when !spec.IsAfter:
                var code = spec.Code ?? (spec.Status is { } status ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
                Intercepted(call, route, new Intercept(Outcome.Rejected, code));
                call.ResetAnswer();
                call.Dialect.Refuse(call, spec.Kind, spec.Status, spec.Code, fault.RetryAfterSeconds(time.GetUtcNow()));
                call.Json.Flush();
                await WriteAsync(call, route, call.Output.WrittenMemory);
                return true;
            case FaultKind.Stale when memory.Find(call) is { } earlier:
                call.Status = earlier.Status;
                call.ContentType = earlier.ContentType;
                await WriteAsync(call, route, earlier.Body, remember: false);
                return true;
            default:
                return false;
        }
    }

    /// <summary>An order that a fault keeps away is written down; nothing else of the request happens.</summary>
    private static void Intercepted(Call call, Operation? route, Intercept intercept)
    {
        if (route is not { IsPlacement: true })
        {
            return;
        }

        call.Intercept = intercept;
        if (call.Dialect.Authenticate(call, route))
        {
            lock (call.Dialect.Venue.Gate)
            {
                route.Handle(call);
            }
        }
    }

    private async Task FinishAsync(Call call, Operation? route, Fault? fault)
    {
        var body = call.Output.WrittenMemory;
        switch (fault?.Spec.Kind)
        {
            case FaultKind.DropAfter:
                statistics.Count(call, route, 0);
                call.Http.Abort();
                return;
            case FaultKind.Duplicate:
                var first = (call.Status, call.ContentType, Body: body.ToArray());
                call.ResetAnswer();
                Answer(call, route);
                (call.Status, call.ContentType) = (first.Status, first.ContentType);
                body = first.Body;
                break;
            case FaultKind.Malformed:
                body = Encoding.UTF8.GetBytes("{\"code\":0,\"data\":[{\"symbol\":,,");
                break;
            case FaultKind.Truncated:
                body = body[..(body.Length / 2)];
                break;
            case FaultKind.Empty:
                body = EmptyLists.Of(body);
                break;
            case FaultKind.Status or FaultKind.Reject or FaultKind.RateLimit or FaultKind.Ban:
                call.ResetAnswer();
                call.Dialect.Refuse(
                    call, fault.Spec.Kind, fault.Spec.Status, fault.Spec.Code, fault.RetryAfterSeconds(time.GetUtcNow()));
                call.Json.Flush();
                body = call.Output.WrittenMemory;
                break;
        }

        await WriteAsync(call, route, body);
    }

    private static void Answer(Call call, Operation? route)
    {
        var dialect = call.Dialect;
        if (dialect.Admit(call, route))
        {
            if (route is null)
            {
                dialect.UnknownPath(call);
            }
            else if (dialect.Authenticate(call, route))
            {
                lock (dialect.Venue.Gate)
                {
                    route.Handle(call);
                }
            }
        }

        call.Json.Flush();
    }

    private async Task WriteAsync(Call call, Operation? route, ReadOnlyMemory<byte> body, bool remember = true)
    {
        statistics.Count(call, route, call.Status);
        if (remember && call.Status == StatusCodes.Status200OK && route is { IsPlacement: false })
        {
            memory.Remember(call, body, faults.HasStale);
        }

        var response = call.Http.Response;
        response.StatusCode = call.Status;
        response.ContentType = call.ContentType;
        response.ContentLength = body.Length;
        try
        {
            await response.Body.WriteAsync(body, call.Http.RequestAborted);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // The client no longer listens; what the venue did stays done.
        }
    }
}
