using Lakebase.Schema;

namespace Lakebase.SyncedTables.Stage;

/// <summary>
/// A row in an unlogged table of its own, made with a stage. It is gone when the server has crashed since, or another one has taken over:
/// the stage's rows are gone then too, and, where commits are answered before they are safe, perhaps the records of the last partitions.
/// What the stage has by the end, and what is recorded, may go together all the same.
/// </summary>
internal static class StageMark
{
    /// <summary>What its table's name has in addition to the stage's.</summary>
    public const string Suffix = "_mark";

    /// <summary>The statement that makes it.</summary>
    public static string CreateSql(QualifiedName stage) => $"CREATE UNLOGGED TABLE {Table(stage)} AS SELECT true AS is_there";

    /// <summary>Whether it is there, as SQL.</summary>
    public static string ExistsSql(QualifiedName stage) => $"EXISTS (SELECT FROM {Table(stage)})";

    private static string Table(QualifiedName stage) => QualifiedName.Of(stage.Schema, stage.Name + Suffix).ToSql();
}
