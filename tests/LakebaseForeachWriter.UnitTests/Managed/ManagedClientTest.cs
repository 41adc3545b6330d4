using System.Collections.Concurrent;
using Lakebase.Connections.Databricks;
using Lakebase.Managed;
using Lakebase.TestSupport;

namespace Lakebase.UnitTests.Managed;

/// <summary>A client of a workspace in this process, in a hurry.</summary>
public abstract class ManagedClientTest : IAsyncDisposable
{
    protected const string Name = "main.shop.orders_synced";

    protected static readonly TimeSpan Patient = TimeSpan.FromSeconds(20);

    private protected FakeWorkspace Workspace { get; } = new();

    private protected ConcurrentQueue<ManagedTableProgress> Steps { get; } = [];

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Workspace.DisposeAsync();
    }

    private protected static ApiPatience Quick { get; } = new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetries = 2 };

    private protected static PollRhythm QuickRhythm { get; } = new()
    {
        First = TimeSpan.FromMilliseconds(1),
        Longest = TimeSpan.FromMilliseconds(5),
    };

    private protected static ManagedTableDefinition Smallest() => new()
    {
        Name = Name,
        SourceTable = "main.shop.orders",
        PrimaryKeyColumns = ["id"],
    };

    private protected static ManagedTableDefinition Full() => new()
    {
        Name = Name,
        SourceTable = "main.shop.orders",
        PrimaryKeyColumns = ["id", "line"],
        TimeseriesKey = "changed",
        SchedulingPolicy = SchedulingPolicy.Triggered,
        Branch = "projects/shop/branches/production",
        Database = "app",
        CreateDatabaseObjectsIfMissing = false,
        NewPipeline = new NewPipeline
        {
            StorageCatalog = "main",
            StorageSchema = "pipelines",
            BudgetPolicyId = "b",
            Channel = PipelineChannel.Preview,
        },
        AcceleratedSync = true,
        ExtraColumns = [new ExtraColumn("words", "tsvector", "to_tsvector('english', note)", ColumnMaintenance.StoredGenerated)],
        ExtraIndexes = [new ExtraIndex("by_city", "USING btree (city)"), new ExtraIndex("early", "(id)", AfterDataLoad: false)],
        TypeOverrides = [new TypeOverride("city", OverriddenType.Varchar, 40)],
    };

    private protected ManagedTablesClient Client() => new(
        new WorkspaceLogin(Workspace.Address, null, FakeWorkspace.Token, isToken: true), Quick, QuickRhythm, TimeProvider.System);

    private protected IProgress<ManagedTableProgress> Progress() => new Recorder(Steps);

    private sealed class Recorder(ConcurrentQueue<ManagedTableProgress> steps) : IProgress<ManagedTableProgress>
    {
        public void Report(ManagedTableProgress value) => steps.Enqueue(value);
    }
}
