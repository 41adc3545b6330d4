using Lakebase.SyncedTables.Layout;
using Microsoft.Spark;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;

namespace Lakebase.SyncedTables.Source;

/// <summary>
/// The source of a synced table, read through Spark's SQL and public readers. What a method returns is Spark's answer at that moment: only
/// a version is fixed.
/// </summary>
internal sealed class SourceTable
{
    /// <summary>More than there usually are between two looks.</summary>
    private const int LatestCommits = 10;

    private readonly SparkJobs _spark;
    private readonly SyncedTableDefinition _definition;
    private readonly string _relation;

    // A table that is being dropped and made again is missing for a moment, at any of the questions.
    private volatile bool _wasThere;

    private volatile IReadOnlyList<Commit>? _known;

    public SourceTable(SparkJobs spark, SyncedTableDefinition definition)
    {
        _spark = spark;
        _definition = definition;
        _relation = definition.SourceTable is { } name
            ? SparkText.QuoteName(name)
            : $"{definition.SourceFormat.ToString().ToLowerInvariant()}.{SparkText.Quote(definition.SourcePath!)}";
    }

    /// <summary>The source as SQL, for messages too.</summary>
    public string Relation => _relation;

    /// <summary>
    /// The latest commits, newest first: what is asked most often. Each look at the log is a job of Spark, whether for one commit or some.
    /// </summary>
    /// <exception cref="SyncedTableException">There is no table; as there was one before, it may be on its way.</exception>
    public async Task<IReadOnlyList<Commit>> ListLatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<Commit> latest = await _spark.RunAsync<IReadOnlyList<Commit>>(
                $"{_definition.Target}: latest versions",
                session => [.. History(session, LatestCommits).OrderByDescending(commit => commit.Version)],
                cancellationToken).ConfigureAwait(false);
            _wasThere = true;
            return latest;
        }
        catch (JvmException failed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DeltaErrors.IsNoDeltaTable(failed) ? Gone(failed) : DeltaErrors.Translate(failed, _relation, "reading the latest version");
        }
    }

    /// <summary>
    /// Whether the latest commits are still those of the table whose id was compared last. One that was dropped and made again has others,
    /// in some time or figure, though its latest version may have the same number: so the id need not be asked for at every look.
    /// </summary>
    public bool? IsUnchanged(IReadOnlyList<Commit> latest) => _known?.SequenceEqual(latest);

    /// <summary>Says that these are the latest commits of the table that the target was made of.</summary>
    public void Remember(IReadOnlyList<Commit> latest) => _known = latest;

    /// <summary>What the source is at the moment.</summary>
    /// <param name="latest">Its latest commit where that is known already: asked for before the rest, so that with the id of the table that
    /// has taken its place nobody takes it for that one's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="SyncedTableException">There is no such source, or Spark cannot read it.</exception>
    public Task<SourceState> LookAsync(Commit? latest, CancellationToken cancellationToken) =>
        RunAsync("look at the source", session => Look(session, latest), cancellationToken);

    /// <summary>The commits after a version, oldest first: fewer than there were where the log was cleaned up.</summary>
    public Task<IReadOnlyList<Commit>> ListCommitsAsync(long after, long latest, CancellationToken cancellationToken) =>
        RunAsync<IReadOnlyList<Commit>>(
            "list commits",
            session =>
            [
                .. History(session, latest - after)
                    .Where(commit => commit.Version > after && commit.Version <= latest).OrderBy(commit => commit.Version),
            ],
            cancellationToken);

    /// <summary>The schema of a version.</summary>
    public Task<StructType> ReadSchemaAsync(long? version, CancellationToken cancellationToken) =>
        RunAsync("read the schema", session => (StructType)Version(session, version).Schema(), cancellationToken);

    /// <summary>The schema that the changes of a range have, without the columns about the change.</summary>
    public Task<StructType> ReadChangesSchemaAsync(long from, long to, CancellationToken cancellationToken) => RunAsync(
        "read the feed's schema",
        session => new StructType(Changes(session, from, to).Schema().Fields.Where(field => !ChangeColumns.IsAboutTheChange(field.Name))),
        cancellationToken);

    /// <summary>A version's rows, for work that runs on Spark already.</summary>
    public DataFrame Open(long? version) => Version(_spark.Session, version);

    /// <summary>Works on the rows of a version.</summary>
    public Task<T> UseVersionAsync<T>(string doing, long? version, Func<DataFrame, T> use, CancellationToken cancellationToken) =>
        RunAsync(doing, session => use(Version(session, version)), cancellationToken);

    /// <summary>Works on the changes of a closed range of versions.</summary>
    public Task<T> UseChangesAsync<T>(string doing, long from, long to, Func<DataFrame, T> use, CancellationToken cancellationToken) =>
        RunAsync(doing, session => use(Changes(session, from, to)), cancellationToken);

    /// <summary>The name of a setting under which files that are missing would be rows that are missing, or null.</summary>
    public Task<string?> FindLossySettingAsync(CancellationToken cancellationToken) => RunAsync(
        "look at the settings",
        session => LossySettings.FirstOrDefault(setting =>
            string.Equals(session.Conf().Get(setting, "false"), "true", StringComparison.OrdinalIgnoreCase)),
        cancellationToken);

    private static readonly string[] LossySettings = ["spark.sql.files.ignoreMissingFiles", "spark.sql.files.ignoreCorruptFiles"];

    private SourceState Look(SparkSession session, Commit? known)
    {
        if (_definition.SourceFormat == SourceFormat.Parquet)
        {
            return SourceState.WithoutVersions;
        }

        Row detail;
        try
        {
            detail = session.Sql($"DESCRIBE DETAIL {_relation}").SelectExpr(
                "format", "id", "coalesce(properties['delta.enableChangeDataFeed'], 'false') AS feed").Collect().First();
        }
        catch (JvmException noTable) when (_definition.SourceTable is not null && DeltaErrors.IsNoDeltaTable(noTable))
        {
            // A view, or a table of another format: it is there, or reading it says that it is not.
            return SourceState.WithoutVersions;
        }

        if (!string.Equals(detail.GetAs<string>("format"), "delta", StringComparison.OrdinalIgnoreCase))
        {
            return SourceState.WithoutVersions;
        }

        Commit latest = known ?? History(session, 1).First();
        return new SourceState(
            detail.GetAs<string>("id"),
            latest.Version,
            latest.Time,
            string.Equals(detail.GetAs<string>("feed"), "true", StringComparison.OrdinalIgnoreCase));
    }

    private IEnumerable<Commit> History(SparkSession session, long limit) =>
    [
        .. session.Sql($"DESCRIBE HISTORY {_relation} LIMIT {Math.Clamp(limit, 1, int.MaxValue)}")
            .SelectExpr(Commit.Expressions).Collect().Select(Commit.From),
    ];

    private DataFrame Version(SparkSession session, long? version) =>
        session.Sql($"SELECT * FROM {_relation}{(version is { } number ? $" VERSION AS OF {number}" : "")}");

    private DataFrame Changes(SparkSession session, long from, long to)
    {
        DataFrameReader reader = session.Read()
            .Format("delta").Option("readChangeFeed", true).Option("startingVersion", from).Option("endingVersion", to);
        return _definition.SourcePath is { } path ? reader.Load(path) : reader.Table(_relation);
    }

    private async Task<T> RunAsync<T>(string doing, Func<SparkSession, T> work, CancellationToken cancellationToken)
    {
        try
        {
            return await _spark.RunAsync($"{_definition.Target}: {doing}", work, cancellationToken).ConfigureAwait(false);
        }
        catch (JvmException failed)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw _wasThere && DeltaErrors.IsNoDeltaTable(failed) ? Gone(failed) : DeltaErrors.Translate(failed, _relation, doing);
        }
    }

    private SyncedTableException Gone(JvmException failed) =>
        new($"{_definition.Target}: there is no Delta table {_relation} any more.", failed) { IsTransient = true };
}
