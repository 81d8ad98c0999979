namespace WhaleCopy.Api.Doorbells;

/// <summary>Deadlines of gRPC calls: gRPC compares them with the machine's clock, whatever clock the Api is given.</summary>
internal static class Deadline
{
    public static DateTime In(TimeSpan patience) => TimeProvider.System.GetUtcNow().UtcDateTime + patience;
}
