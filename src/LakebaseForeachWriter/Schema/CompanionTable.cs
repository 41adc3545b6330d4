namespace Lakebase.Schema;

/// <summary>A table of the writer's own beside the one that takes the rows.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Columns">Its columns, each with its type and constraint as SQL.</param>
/// <param name="Privileges">What the role must be allowed to do with it.</param>
/// <param name="PrimaryKey">The columns of its primary key as SQL; null without.</param>
/// <param name="Storage">What follows the column list, as SQL.</param>
internal sealed record CompanionTable(
    string Option,
    QualifiedName Name,
    IReadOnlyList<(string Name, string Definition)> Columns,
    IReadOnlyList<string> Privileges,
    string? PrimaryKey = null,
    string Storage = "")
{
    /// <summary>The statement that makes it.</summary>
    public string CreateSql
    {
        get
        {
            IEnumerable<string> parts = Columns.Select(column => $"{column.Name} {column.Definition}");
            parts = PrimaryKey is null ? parts : parts.Append($"PRIMARY KEY ({PrimaryKey})");
            return $"CREATE TABLE IF NOT EXISTS {Name.ToSql()} ({string.Join(", ", parts)}){Storage}";
        }
    }
}
