namespace Lakebase.Schema;

/// <summary>The statement that makes a table for a source's rows.</summary>
internal static class TableDefinition
{
    /// <summary><c>CREATE TABLE IF NOT EXISTS</c> with a column per source column; the key becomes the primary key.</summary>
    /// <exception cref="SchemaMismatchException">Columns that no table can hold; all of them are listed.</exception>
    public static string CreateTable(SourceSchema schema, QualifiedName table, IReadOnlyList<string> keyColumns)
    {
        // Whether structs and maps are wanted was decided when the writer was made.
        List<string> problems = [.. SourceProblems.Find(schema, keyColumns, ComplexTypeHandling.Json)];
        foreach (SourceColumn column in schema.Columns)
        {
            if (System.Text.Encoding.UTF8.GetByteCount(column.Name) > SqlIdentifier.MaxBytes)
            {
                problems.Add($"The name '{column.Name}' is longer than PostgreSQL's {SqlIdentifier.MaxBytes} bytes. Rename the column.");
            }
        }

        if (problems.Count > 0)
        {
            throw new SchemaMismatchException($"No table {table} can be made for the rows:", problems);
        }

        List<string> keys = [.. keyColumns.Select(key => ColumnNames.Find(schema.Columns, column => column.Name, key)!.Name)];
        IEnumerable<string> parts = schema.Columns.Select(column =>
            $"{SqlIdentifier.Quote(column.Name)} {TypeRules.CreatedType(column.Type)}{(keys.Contains(column.Name) ? " NOT NULL" : "")}");
        if (keys.Count > 0)
        {
            parts = parts.Append($"PRIMARY KEY ({SqlIdentifier.QuoteAll(keys)})");
        }

        return $"CREATE TABLE IF NOT EXISTS {table.ToSql()} (\n    {string.Join(",\n    ", parts)}\n)";
    }

    /// <summary><c>ALTER TABLE … ADD COLUMN IF NOT EXISTS</c> for each of the columns. They can be null: the rows that are there have no
    /// value.</summary>
    public static string AddColumns(QualifiedName table, IReadOnlyList<SourceColumn> columns) =>
        $"ALTER TABLE {table.ToSql()} "
        + string.Join(", ", columns.Select(column =>
            $"ADD COLUMN IF NOT EXISTS {SqlIdentifier.Quote(column.Name)} {TypeRules.CreatedType(column.Type)}"));
}
