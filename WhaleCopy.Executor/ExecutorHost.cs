using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using WhaleCopy.Data;
using WhaleCopy.Data.Queues;
using WhaleCopy.Data.Secrets;
using WhaleCopy.Data.Stores;
using WhaleCopy.Exchanges;
using WhaleCopy.Executor.Accounts;
using WhaleCopy.Executor.Exits;
using WhaleCopy.Executor.Follows;
using WhaleCopy.Executor.Grpc;
using WhaleCopy.Executor.Intake;
using WhaleCopy.Executor.Placement;
using WhaleCopy.Executor.Protection;
using WhaleCopy.Executor.Reconcile;
using WhaleCopy.Executor.SourceDark;
using WhaleCopy.Executor.Sync;

namespace WhaleCopy.Executor;

/// <summary>The executor as a host composes it: the copy engine. Any number of them share one database.</summary>
public static class ExecutorHost
{
    /// <summary>Adds everything the executor needs.</summary>
    public static WebApplicationBuilder AddExecutor(this WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults();
        builder.AddWhaleCopyPostgres();
        builder.AddWhaleCopyRedis();
        var services = builder.Services;
        services.AddWhaleCopyData();
        services.AddWhaleCopyExchanges(builder.Configuration);
        AddOptions(services);
        AddStores(services);
        AddSteps(services);
        AddWorkers(services);
        services.AddGrpc();
        services.AddGrpcHealthChecks();
        return builder;
    }

    /// <summary>Maps health and gRPC.</summary>
    public static WebApplication MapExecutor(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapDefaultEndpoints();
        app.MapGrpcService<CopyEngineService>();
        app.MapGrpcHealthChecksService();
        return app;
    }

    private static void AddOptions(IServiceCollection services)
    {
        services.AddOptions<CopyingOptions>().BindConfiguration(CopyingOptions.SectionName).ValidateOnStart();
        services.AddOptions<SyncOptions>().BindConfiguration(SyncOptions.SectionName).ValidateOnStart();
        services.AddOptions<ExecutorOptions>().BindConfiguration(ExecutorOptions.SectionName).ValidateOnStart();
        services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.SectionName).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CopyingOptions>, CopyingOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SyncOptions>, SyncOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ExecutorOptions>, ExecutorOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>());

        // What was sent is waited for: the host must not be more impatient than that.
        services.AddOptions<HostOptions>().Configure<IOptions<ExecutorOptions>>((host, executor) => host.ShutdownTimeout = executor.Value.ShutdownTimeout);
    }

    private static void AddStores(IServiceCollection services)
    {
        services.AddSingleton<TradingDatabase>();
        services.AddSingleton<SignalQueue>();
        services.AddSingleton<TransferStore>();
        services.AddSingleton<TradeQueue>();
        services.AddSingleton<PositionQueue>();
        services.AddSingleton<TaskQueue>();
        services.AddSingleton<DeadLetterQueue>();
        services.AddSingleton<PlanningStore>();
        services.AddSingleton<TradeStore>();
        services.AddSingleton<UnwantedEntries>();
        services.AddSingleton<ExitStore>();
        services.AddSingleton<DarkStore>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<SyncStore>();
        services.AddSingleton<FundingStore>();
        services.AddSingleton<FollowStore>();
        services.AddSingleton<CircuitStore>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<EnvelopeCipher>();
    }

    private static void AddSteps(IServiceCollection services)
    {
        services.AddSingleton<ExecutorInstance>();
        services.AddSingleton<LiveEvents>();
        services.AddSingleton<SignalBell>();
        services.AddSingleton<TaskBell>();
        services.AddSingleton<ReconcileBell>();
        services.AddSingleton<OwedBell>();
        services.AddSingleton<DarkBell>();
        services.AddSingleton<TransferBell>();
        services.AddSingleton<FillsBell>();
        services.AddSingleton<FundingBell>();
        services.AddSingleton<FollowBell>();
        services.AddSingleton<PriceBell>();
        services.AddSingleton<SyncBell>();
        services.AddSingleton<Rush>();
        services.AddSingleton<ProtectionBell>();
        services.AddSingleton<BalanceBell>();
        services.AddSingleton<AfterCommit>();
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<ExecutorOptions>>().Value;
            return new DispatchQueue(options.VenueConcurrency, options.AccountConcurrency, provider.GetRequiredService<Rush>());
        });
        services.AddSingleton<CopyMeters>();
        services.AddSingleton<AccountDirectory>();
        services.AddSingleton<AccountReader>();
        services.AddSingleton<AccountSettings>();
        services.AddSingleton<WalletManager>();
        services.AddSingleton<AccountWarmer>();
        services.AddSingleton<AccountHealth>();
        services.AddSingleton<MarketData>();
        services.AddSingleton<EntryFanOut>();
        services.AddSingleton<PrepareStep>();
        services.AddSingleton<EntryGates>();
        services.AddSingleton<OutcomeStep>();
        services.AddSingleton<OrderTurns>();
        services.AddSingleton<SharedExits>();
        services.AddSingleton<AnswerLook>();
        services.AddSingleton<SubmitStep>();
        services.AddSingleton<ReconcileStep>();
        services.AddSingleton<ExitStep>();
        services.AddSingleton<PositionBook>();
        services.AddSingleton<ProtectionBook>();
        services.AddSingleton<ProtectionOrders>();
        services.AddSingleton<SpotCoins>();
        services.AddSingleton<ProtectionStep>();
        services.AddSingleton<FeeRates>();
        services.AddSingleton<PositionClosure>();
        services.AddSingleton<LostProtection>();
        services.AddSingleton<PositionSyncStep>();
        services.AddSingleton<FundingBook>();
        services.AddSingleton<FundingStep>();
        services.AddSingleton<FollowStep>();
        services.AddSingleton<KeyCheck>();
    }

    /// <summary>Stopped in the reverse order: intake first, and what is on its way last.</summary>
    private static void AddWorkers(IServiceCollection services)
    {
        services.AddCircuitReports(provider =>
        {
            var (store, instance) = (provider.GetRequiredService<CircuitStore>(), provider.GetRequiredService<ExecutorInstance>());
            return (circuits, cancellationToken) => store.ReportAsync($"executor/{instance.Name}", circuits, instance.Now, cancellationToken);
        });
        services.AddHostedService<PlacementWorker>();
        services.AddHostedService<ReconcileWorker>();
        services.AddHostedService<ProtectionWorker>();
        services.AddHostedService<FillsWorker>();
        services.AddHostedService<FundingWorker>();
        services.AddHostedService<PositionWorker>();
        services.AddHostedService<BalanceWorker>();
        services.AddHostedService<PriceWorker>();
        services.AddHostedService<FollowWorker>();
        services.AddHostedService<OwedWorker>();
        services.AddHostedService<SourceDarkWorker>();
        services.AddHostedService<TransferWorker>();
        services.AddHostedService<TaskWorker>();
        services.AddHostedService<SignalWorker>();
    }
}
