using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using WhaleCopy.Standalone.Postgres;

namespace WhaleCopy.Benchmarks.Fanout;

/// <summary>
/// (c): the statements of a copy through <c>pgbench</c>, on the same server and as durable: the rows that the measured round wrote
/// are written again, one copy at a time in its three transactions (prepared, attempt, outcome). No order is sent.
/// </summary>
internal static partial class PgBench
{
    private const int Clients = 32;

    // What the statements read their values from: the rows of the last round, by the copy's number.
    private const string Sources =
        """
        create table bench_signal as select max(signal_id) as id from trades where kind = 'OPEN';
        create table bench_trades as
            select row_number() over (order by t.id) - 1 as n, t.* from trades t where t.kind = 'OPEN' and t.signal_id = (select id from bench_signal);
        create table bench_decisions as select b.n, d.* from decisions d join bench_trades b on b.user_id = d.user_id and b.signal_id = d.signal_id;
        create table bench_reservations as select b.n, r.* from reservations r join bench_trades b on b.id = r.trade_id;
        create table bench_ledger_entries as
            select b.n, l.* from ledger_entries l join bench_trades b on b.id = l.trade_id where l.kind in ('RESERVED', 'RESERVATION_ENDED', 'USED');
        create table bench_orders as select b.n, o.* from orders o join bench_trades b on b.id = o.owner_id and o.owner = 'TRADE';
        create table bench_positions as select b.n, p.* from positions p join bench_trades b on b.position_id = p.id;
        create table bench_notifications as
            select b.n, m.* from notifications m join bench_trades b on b.user_id = m.user_id and m.dedupe_key = 'trade:' || b.id || ':filled';
        create unique index on bench_trades (n);
        create unique index on bench_decisions (n);
        create unique index on bench_reservations (n);
        create index on bench_ledger_entries (n);
        create unique index on bench_orders (n);
        create unique index on bench_positions (n);
        create unique index on bench_notifications (n);
        update positions set status = 'CLOSED', closed_at = now() where status <> 'CLOSED';
        """;

    /// <summary>Copies a second, or why there are none.</summary>
    public static async Task<(string Text, string Note)> CopiesAsync(FanoutMachine machine, int followers)
    {
        if (Find() is not { } program)
            return ("–", "pgbench is not installed, so (c) is not measured");
        await ExecuteAsync(machine, Sources);
        var signal = await ScalarAsync(machine, $"{await CopyAsync(machine, "whale_signals", "select s.* from whale_signals s join bench_signal b using (id)", ("tx_hash", "'bench'"))} returning id::text");
        await ExecuteAsync(machine, "analyze");
        var script = Path.Combine(Path.GetTempPath(), $"whalecopy-fanout-{Guid.NewGuid():N}.sql");
        await File.WriteAllTextAsync(script, await ScriptAsync(machine, signal));
        try
        {
            var each = Math.Max(1, followers / Clients);
            var clients = Math.Min(Clients, followers);
            var said = await RunAsync(
                program,
                ["-n", "-M", "prepared", "-f", script, "-c", Text(clients), "-j", "2", "-t", Text(each), "-D", $"each={Text(each)}", "-D", "i=-1",
                    "-h", "127.0.0.1", "-p", Text(machine.Port), "-U", EmbeddedPostgres.Role, FanoutMachine.DatabaseName]);
            var rate = Rate().Match(said);
            return rate.Success && double.TryParse(rate.Groups[1].Value, CultureInfo.InvariantCulture, out var copies)
                ? (copies.ToString("0", CultureInfo.InvariantCulture), $"pgbench, {Text(clients)} clients, {Text(clients * each)} copies")
                : throw new InvalidOperationException($"pgbench: {said}");
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static async Task<string> ScriptAsync(FanoutMachine machine, string signal)
    {
        const string order = "'b' || substr(client_order_id, 2)";
        Task<string> Rows(string table, string filter, params (string Column, string Value)[] values) =>
            CopyAsync(machine, table, $"select * from bench_{table} where n = :n{filter}", values);

        return string.Join(
            "\n",
            "\\set i :i + 1",
            "\\set n :client_id * :each + :i",
            "\\set id 1000000000 + :n",
            "begin;",
            "select * from users where id = (select user_id from bench_trades where n = :n) for no key update;",
            await Rows("decisions", "", ("signal_id", signal)) + ";",
            await Rows(
                "trades",
                "",
                ("id", ":id"), ("uid", "gen_random_uuid()"), ("signal_id", signal), ("status", "'PENDING'"), ("position_id", "null"), ("client_order_id", "null"),
                ("exchange_order_id", "null"), ("filled_quantity", "0"), ("attempts", "0")) + ";",
            await Rows("reservations", "", ("trade_id", ":id"), ("status", "'HELD'"), ("settled_at", "null")) + ";",
            await Rows("ledger_entries", " and kind = 'RESERVED'", ("trade_id", ":id"), ("position_id", "null"), ("entry_key", "entry_key || 'b'")) + ";",
            "commit;",
            $"with moved as (update trades t set status = 'EXECUTING', attempts = 1, client_order_id = 'b{signal}-' || :n, sent_at = now() where t.id = :id returning t.id) "
                + await Rows("orders", " and exists (select 1 from moved)", ("owner_id", ":id"), ("client_order_id", order), ("status", "'SENT'"), ("venue_order_id", "null")) + ";",
            "begin;",
            "select * from trades where id = :id for no key update;",
            "select * from orders where owner = 'TRADE' and owner_id = :id;",
            "select * from reservations where trade_id = :id;",
            $"select * from whale_signals where id = {signal};",
            """
            select p.* from positions p where p.id in (
                select e.id from trades t join whale_signals s on s.id = t.signal_id join positions e on e.user_id = t.user_id and e.whale_id = t.whale_id
                    and e.source_market = s.market and e.source_symbol = s.cex_symbol and e.source_side = s.side and e.status in ('OPEN', 'CLOSING')
                where t.id = :id) for no key update;
            """.ReplaceLineEndings(" "),
            await Rows("positions", "", ("id", ":id"), ("uid", "gen_random_uuid()"), ("entry_trade_id", ":id"), ("status", "'OPEN'"), ("closed_at", "null")) + ";",
            "update trades set status = 'FILLED', position_id = :id, filled_quantity = quantity, acknowledged_at = now(), filled_at = now() where id = :id;",
            "update orders set status = 'FILLED', venue_order_id = 'b' || :id, acknowledged_at = now(), filled_quantity = quantity, ended_at = now() where owner = 'TRADE' and owner_id = :id;",
            "update reservations set status = 'USED', settled_at = now() where trade_id = :id;",
            await Rows("ledger_entries", " and kind <> 'RESERVED'", ("trade_id", ":id"), ("position_id", ":id"), ("entry_key", "entry_key || 'b'")) + ";",
            await Rows("notifications", "", ("dedupe_key", "dedupe_key || 'b'")) + ";",
            "commit;");
    }

    /// <summary>An insert of the rows of a source, some columns with other values; a generated id only where it is given.</summary>
    private static async Task<string> CopyAsync(FanoutMachine machine, string table, string source, params (string Column, string Value)[] values)
    {
        var columns = (await ScalarAsync(
            machine, $"select string_agg(column_name, ',' order by ordinal_position) from information_schema.columns where table_schema = 'public' and table_name = '{table}'")).Split(',');
        var others = values.ToDictionary(value => value.Column, value => value.Value);
        var written = columns.Where(column => column != "id" || others.ContainsKey("id")).ToList();
        return $"insert into {table} ({string.Join(", ", written)}) select {string.Join(", ", written.Select(column => others.GetValueOrDefault(column, column)))} from ({source}) as source";
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PGPASSWORD"] = FanoutMachine.Password;
        using var process = Process.Start(start) ?? throw new InvalidOperationException("pgbench did not start.");
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? await said : throw new InvalidOperationException($"pgbench: {await complained}");
    }

    private static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "pgbench.exe" : "pgbench"))
        .FirstOrDefault(File.Exists);

    private static async Task ExecuteAsync(FanoutMachine machine, string sql)
    {
        await using var command = machine.Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ScalarAsync(FanoutMachine machine, string sql)
    {
        await using var command = machine.Database.CreateCommand(sql);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"tps = ([0-9.]+)")]
    private static partial Regex Rate();
}
