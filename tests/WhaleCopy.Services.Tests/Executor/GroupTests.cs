using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using WhaleCopy.Core.Signals;
using WhaleCopy.Core.Trades;
using WhaleCopy.Data.Entities;
using WhaleCopy.Executor.Placement;

namespace WhaleCopy.Services.Tests.Executor;

/// <summary>What many tasks do at one moment: written in groups, and planned in batches.</summary>
public sealed class GroupTests(ExecutorWorld world) : IClassFixture<ExecutorWorld>, IAsyncLifetime
{
    private WebApplication? _executor;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private PositionBook Book => _executor!.Services.GetRequiredService<PositionBook>();

    public async ValueTask InitializeAsync() => _executor = await world.StartAsync(("Executor:UserBatch", "20"));

    public async ValueTask DisposeAsync() => await world.StopAsync(_executor!);

    [Fact]
    public async Task What_many_tasks_write_of_one_position_is_all_there()
    {
        var (user, position) = await ProtectedAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => Task.Run(() => CountAsync(position.Id))));

        Assert.DoesNotContain(false, found);
        Assert.Equal(300, Assert.Single(await world.PositionsAsync(user)).OwedAttempts);
    }

    [Fact]
    public async Task One_change_that_fails_fails_nobody_else()
    {
        var (user, position) = await ProtectedAsync();
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var tasks = Enumerable.Range(0, 100).Select(async number =>
        {
            await start.Task;
            if (number == 50)
                await Book.ChangeAsync(position.Id, (_, _) => throw new InvalidOperationException("mine"));
            else
                await CountAsync(position.Id);
        }).ToList();
        start.SetResult();

        Assert.Equal("mine", (await Assert.ThrowsAsync<InvalidOperationException>(() => tasks[50])).Message);
        await Task.WhenAll(tasks.Where((_, number) => number != 50));
        Assert.Equal(99, Assert.Single(await world.PositionsAsync(user)).OwedAttempts);
    }

    [Fact]
    public async Task A_group_whose_commit_was_not_answered_is_not_made_again()
    {
        var calls = 0;
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var activities = new System.Diagnostics.ActivitySource(nameof(GroupTests));
        await using var group = new CommitGroup<int, int>(activities, "test", CommitAsync, largest: 8, lanes: 1);

        var first = group.AddAsync(1);
        await reached.Task; // the first is being committed: the next two are a group
        Task<int>[] others = [group.AddAsync(2), group.AddAsync(3)];
        goOn.SetResult();

        Assert.Equal(1, await first);
        foreach (var other in others)
            await Assert.ThrowsAsync<Npgsql.NpgsqlException>(() => other);
        Assert.Equal(2, calls);

        async Task<IReadOnlyList<int>> CommitAsync(IReadOnlyList<int> items)
        {
            if (++calls > 1)
                throw new Npgsql.NpgsqlException("the connection broke");
            reached.SetResult();
            await goOn.Task;
            return items;
        }
    }

    [Fact]
    public async Task A_position_that_is_not_there_is_told() => Assert.False(await CountAsync(long.MaxValue));

    [Fact]
    public async Task Followers_of_many_batches_are_planned_once_each()
    {
        var whale = await world.WhaleAsync();
        var followers = new List<Copier>();
        for (var i = 0; i < 45; i++)
        {
            followers.Add(await world.UserAsync());
            await world.FollowAsync(followers[^1], whale);
        }

        var signal = await world.SignalAsync(whale, SignalKind.Open);

        await world.SettledAsync(signal);
        foreach (var follower in followers)
        {
            Assert.Equal(DecisionOutcome.Copied, (await world.DecidedAsync(follower, signal)).Outcome);
            await world.TradeAsync(follower, trade => trade.Status == TradeStatus.Filled);
            Assert.Single(await world.VenueOrdersAsync(follower));
        }
    }

    private Task<bool> CountAsync(long positionId) => Book.ChangeAsync(positionId, (locked, changes) =>
    {
        locked.Position.OwedAttempts++;
        changes.Positions.Add(locked.Position);
    });

    private async Task<(Copier User, PositionRow Position)> ProtectedAsync()
    {
        var whale = await world.WhaleAsync();
        var user = await world.UserAsync();
        await world.FollowAsync(user, whale);
        await world.SignalAsync(whale, SignalKind.Open);
        return (user, await world.ProtectedAsync(user));
    }
}
