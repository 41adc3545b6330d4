using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;

namespace Lakebase.SyncedTables.Apply;

/// <summary>How a source's columns changed, seen from the target. Pure.</summary>
/// <param name="Added">Columns that the target lacks.</param>
/// <param name="Problem">What is more than an addition, as the beginning of a sentence; else null.</param>
internal sealed record ColumnEvolution(IReadOnlyList<SyncedColumn> Added, string? Problem)
{
    /// <summary>What has changed between two schemas. What happens inside of a JSON column changes nothing.</summary>
    public static ColumnEvolution Between(TargetLayout former, TargetLayout now)
    {
        foreach (SyncedColumn column in former.Columns)
        {
            if (ColumnNames.Find(now.Columns, one => one.Name, column.Name) is not { } match)
            {
                return new ColumnEvolution([], $"column '{column.Name}' was dropped from the source, or renamed");
            }

            if (match.Name != column.Name)
            {
                return new ColumnEvolution([], $"column '{column.Name}' was renamed to '{match.Name}'");
            }

            if (match.ColumnType != column.ColumnType)
            {
                return new ColumnEvolution([], $"column '{column.Name}' was {column.SourceType} and is {match.SourceType} now");
            }
        }

        return new ColumnEvolution([.. now.Columns.Where(column => former.Columns.All(one => one.Name != column.Name))], null);
    }
}
