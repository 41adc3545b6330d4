using System.Globalization;
using Lakebase.Schema;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Apply;
using Lakebase.SyncedTables.Runs;
using Lakebase.SyncedTables.Source;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>Feeds as Delta writes them, applied to a target, compared with the source that they came from.</summary>
public class ChangeApplyTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task RunAsync_RandomHistories_TargetIsWhatTheSourceHas(bool hasTimeseries)
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        for (int history = 0; history < 25; history++)
        {
            await using SyncedTarget target = await CreateAsync(hasTimeseries);
            FeedSource source = new(random, hasTimeseries);
            source.Commit(30);
            source.TakeFeed();
            await target.SnapshotAsync(source.SnapshotValues, source.Version);
            for (int range = 0; range < 4; range++)
            {
                for (int version = 0; version < random.Next(1, 6); version++)
                {
                    source.Commit(random.Next(1, 8));
                }

                await ApplyAsync(target, source);
                Assert.True(source.Rows.SequenceEqual(await target.RowsAsync()), $"seed {seed}, history {history}, range {range}");
            }
        }
    }

    [Fact]
    public async Task RunAsync_OneKeyTwiceInTheSource_Stops()
    {
        await using SyncedTarget target = await CreateAsync(hasTimeseries: false);
        await target.SnapshotAsync("(1, 'a')");

        SyncedTableException inOneRange = await Assert.ThrowsAsync<SyncedTableException>(
            () => ApplyAsync(target, ("(2, 'x', 5), (2, 'y', 5)", "")));
        SyncedTableException againstTheTarget = await Assert.ThrowsAsync<SyncedTableException>(() => ApplyAsync(target, ("(1, 'x', 5)", "")));

        Assert.Contains("duplicate key in source", inOneRange.Message, StringComparison.Ordinal);
        Assert.Contains("duplicate key in source", againstTheTarget.Message, StringComparison.Ordinal);
        Assert.Equal(["1|a"], await target.RowsAsync());
    }

    [Fact]
    public async Task RunAsync_ValuesOfAnotherUniqueIndexExchanged_IsApplied()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(
            postgres, definition => definition.ExtraIndexDefinitions.Add(new() { Name = $"u{Guid.NewGuid():N}", Definition = "(name)", Unique = true }));
        await target.SnapshotAsync("(1, 'a'), (2, 'b'), (3, 'c')");

        await ApplyAsync(target, ("(1, NULL, 4), (1, 'b', 5), (2, NULL, 4), (2, 'a', 5), (3, NULL, 4), (4, 'c', 5)", ""));

        Assert.Equal(["1|b", "2|a", "4|c"], await target.RowsAsync());
    }

    [Fact]
    public async Task RunAsync_ValuesOfAnotherUniqueIndexExchangedAndRowsReferredTo_StopsInsteadOfTakingOthersAlong()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(
            postgres, definition => definition.ExtraIndexDefinitions.Add(new() { Name = $"u{Guid.NewGuid():N}", Definition = "(name)", Unique = true }));
        await target.SnapshotAsync("(1, 'a'), (2, 'b')");
        string child = $"public.c_{target.Layout.Target.Table}";
        await target.ExecuteAsync(
            $"CREATE TABLE {child} (id bigint REFERENCES {{t}} ON DELETE CASCADE)", $"INSERT INTO {child} VALUES (1), (2)");

        SyncedTableException held = await Assert.ThrowsAsync<SyncedTableException>(
            () => ApplyAsync(target, ("(1, NULL, 4), (1, 'b', 5), (2, NULL, 4), (2, 'a', 5)", "")));

        Assert.Contains($"_id_fkey of c_{target.Layout.Target.Table}", held.Message, StringComparison.Ordinal);
        Assert.Equal(2, await target.Connection.ScalarAsync<long>($"SELECT count(*) FROM {child}", CancellationToken.None));
    }

    [Fact]
    public async Task RunAsync_RowThatSomebodyDeletedInTheTarget_ComesBackWithItsNextChange()
    {
        await using SyncedTarget target = await CreateAsync(hasTimeseries: false);
        await target.SnapshotAsync("(1, 'a'), (2, 'b')");
        await target.ExecuteAsync("DELETE FROM {t} WHERE id = 2");

        await ApplyAsync(target, ("(2, NULL, 4), (2, 'c', 5)", ""));

        Assert.Equal(["1|a", "2|c"], await target.RowsAsync());
    }

    [Fact]
    public async Task RunAsync_ServerHasLostTheUnloggedStage_StopsInsteadOfApplyingNothing()
    {
        await using SyncedTarget target = await CreateAsync(hasTimeseries: false);
        await target.SnapshotAsync("(1, 'a')");
        Guid run = await target.BeginAsync();
        QualifiedName stage = MetadataSchema.StageOf(target.State.Metadata.Schema, run);
        await target.ExecuteAsync(ChangeColumns.CreateStage(target.Layout, stage));

        SyncedTableException lost = await Assert.ThrowsAsync<SyncedTableException>(
            () => new ChangeApply(Context(target), target.Layout, stage).RunAsync(target.Connection, CancellationToken.None).AsTask());

        Assert.True(lost.IsTransient);
    }

    [Fact]
    public async Task LockAsync_WatermarkHasMoved_GivesUp()
    {
        await using SyncedTarget target = await CreateAsync(hasTimeseries: false);
        await target.SnapshotAsync("(1, 'a')", version: 7);
        Guid run = await target.BeginAsync();

        SyncedTableException moved = await Assert.ThrowsAsync<SyncedTableException>(() => WatermarkCheck.LockAsync(
            target.Connection, target.State, target.Layout, run, CancellationToken.None, expectedVersion: 6).AsTask());

        Assert.Contains("another application has begun a run", moved.Message, StringComparison.Ordinal);
    }

    private Task<SyncedTarget> CreateAsync(bool hasTimeseries) =>
        SyncedTarget.CreateAsync(postgres, definition => definition.TimeseriesKey = hasTimeseries ? "at" : null);

    private static RunContext Context(SyncedTarget target) => new(
        target.Database, target.State, null!, target.Definition, new LakebaseWriterOptions(), TimeProvider.System, NullLogger.Instance, null);

    private static Task ApplyAsync(SyncedTarget target, FeedSource source) => ApplyAsync(target, (source.TakeFeed(), source.AllValues));

    // The stage as the executors fill it, and, where keys must be read again, what the source has at the end of the range.
    private static async Task ApplyAsync(SyncedTarget target, (string Feed, string Source) rows)
    {
        if (rows.Feed.Length == 0)
        {
            return;
        }

        Guid run = await target.BeginAsync();
        QualifiedName stage = MetadataSchema.StageOf(target.State.Metadata.Schema, run);
        await target.ExecuteAsync(
            ChangeColumns.CreateStage(target.Layout, stage),
            $"INSERT INTO {stage.ToSql()} ({SqlIdentifier.QuoteAll(target.Layout.Columns.Select(column => column.Name).Append(ChangeColumns.Order))}) VALUES {rows.Feed}");
        ChangeApply apply = new(Context(target), target.Layout, stage);
        if (await apply.PrepareAsync(target.Connection, CancellationToken.None) && rows.Source.Length > 0)
        {
            await target.ExecuteAsync(
                $"""
                INSERT INTO {apply.ReadAgain.ToSql()} SELECT DISTINCT ON (id) * FROM (VALUES {rows.Source}) v (id, name, at)
                WHERE id IN (SELECT id FROM {stage.ToSql()} WHERE {ChangeColumns.Order} % 2 = 0) ORDER BY id, at DESC NULLS LAST
                """);
        }

        await using NpgsqlTransaction transaction = await target.Connection.BeginTransactionAsync();
        await apply.RunAsync(target.Connection, CancellationToken.None);
        await transaction.CommitAsync();
    }

    /// <summary>A small table with a change data feed. With a timeseries column it may have several rows of a key, of other times
    /// each.</summary>
    private sealed class FeedSource(Random random, bool hasTimeseries)
    {
        private readonly Dictionary<(int Id, int? At), string> _rows = [];
        private readonly List<string> _feed = [];

        public long Version { get; private set; }

        /// <summary>What the target must have: of each key the newest.</summary>
        public IEnumerable<string> Rows => Newest().Select(row => string.Join('|', ((string?[])[
            row.Key.Id.ToString(CultureInfo.InvariantCulture), row.Value, row.Key.At?.ToString(CultureInfo.InvariantCulture)]).OfType<string>()));

        public string SnapshotValues => string.Join(", ", Newest().Select(Value));

        public string AllValues => string.Join(", ", _rows.Select(Value));

        /// <summary>A version with so many changes, none of them twice about one row, as a MERGE writes it.</summary>
        public void Commit(int changes)
        {
            Version++;
            HashSet<(int, int?)> touched = [];
            for (int i = 0; i < changes; i++)
            {
                (int, int?) at = (random.Next(12), hasTimeseries ? random.Next(5) is 0 ? null : random.Next(6) : null);
                if (!touched.Add(at))
                {
                    continue;
                }

                bool isThere = _rows.ContainsKey(at);
                if (!isThere)
                {
                    Insert(at);
                }
                else if (random.Next(2) == 0)
                {
                    Delete(at);
                }
                else
                {
                    Update(at, touched);
                }
            }
        }

        /// <summary>The changes since the last call, shuffled: tasks finish in any order.</summary>
        public string TakeFeed()
        {
            string[] feed = [.. _feed];
            random.Shuffle(feed);
            _feed.Clear();
            return string.Join(", ", feed);
        }

        private void Insert((int Id, int? At) at)
        {
            _rows[at] = $"v{Version}.{random.Next(1000)}";
            Record(at, isThereAfterwards: true);
        }

        private void Delete((int Id, int? At) at)
        {
            _rows.Remove(at);
            Record(at, isThereAfterwards: false);
        }

        // Half of the updates change the key or the time, where that is free.
        private void Update((int Id, int? At) at, HashSet<(int, int?)> touched)
        {
            (int Id, int? At) to = random.Next(2) == 0 ? at : (random.Next(12), hasTimeseries ? random.Next(6) : null);
            if (to != at && (_rows.ContainsKey(to) || !touched.Add(to)))
            {
                to = at;
            }

            Delete(at);
            Insert(to);
        }

        private void Record((int Id, int? At) at, bool isThereAfterwards)
        {
            string name = isThereAfterwards ? $"'{_rows[at]}'" : "NULL::text";
            string time = hasTimeseries ? $", {Time(at.At)}" : "";
            _feed.Add(string.Create(CultureInfo.InvariantCulture, $"({at.Id}, {name}{time}, {(Version * 2) + (isThereAfterwards ? 1 : 0)})"));
        }

        private IEnumerable<KeyValuePair<(int Id, int? At), string>> Newest() =>
            _rows.GroupBy(row => row.Key.Id).OrderBy(group => group.Key).Select(group => group.MaxBy(row => row.Key.At ?? -1));

        private string Value(KeyValuePair<(int Id, int? At), string> row) => hasTimeseries
            ? string.Create(CultureInfo.InvariantCulture, $"({row.Key.Id}, '{row.Value}', {Time(row.Key.At)})")
            : string.Create(CultureInfo.InvariantCulture, $"({row.Key.Id}, '{row.Value}')");

        private static string Time(int? at) => at?.ToString(CultureInfo.InvariantCulture) ?? "NULL::int";
    }
}
