using Lakebase;
using Lakebase.SyncedTables;
using Microsoft.Spark.Sql;

namespace ForeachBatchJdbc;

/// <summary>A synced table that follows continuously.</summary>
internal sealed class SyncedTableWay(SparkSession spark, string connectionString) : Way
{
    private readonly SyncedTableEngine _engine = new(new LakebaseWriterOptions { ConnectionString = connectionString });
    private readonly CancellationTokenSource _end = new();
    private Task<SyncedTableStatus>? _following;

    public override string Name => "synced_table";

    public override string Remarks => "whole versions only, no checkpoint: the state is a row in the target's database";

    public override async Task StartAsync(CounterTable source, CancellationToken cancellationToken)
    {
        var definition = new SyncedTableDefinition
        {
            SourcePath = source.Path,
            Target = Name,
            PrimaryKeyColumns = ["id"],
            SchedulingPolicy = SchedulingPolicy.Continuous,
            Interval = TimeSpan.FromSeconds(1),
            SnapshotShare = 1,
        };
        _following = _engine.RunAsync(spark, definition, cancellationToken: _end.Token);
        while ((await _engine.FindAsync(Name, cancellationToken))?.LastVersion is null && !_following.IsCompleted)
        {
            await Task.Delay(50, cancellationToken);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        if (_following is not null)
        {
            await _following;
        }

        await _engine.DisposeAsync();
        _end.Dispose();
    }
}
