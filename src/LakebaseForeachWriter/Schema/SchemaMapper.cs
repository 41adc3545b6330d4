namespace Lakebase.Schema;

/// <summary>Decides how a source's columns become a table's columns. Pure: no I/O.</summary>
internal static class SchemaMapper
{
    /// <summary>The statement that makes a table for the source's columns, the key as its primary key.</summary>
    /// <exception cref="SchemaMismatchException">Columns that no table can hold; all of them are listed.</exception>
    public static string CreateTable(SourceSchema schema, QualifiedName table, IReadOnlyList<string> keyColumns) =>
        throw new SchemaMismatchException(table.ToString(), []);

    /// <summary>Maps the source's columns to the table's.</summary>
    /// <exception cref="SchemaMismatchException">The rows cannot be written as asked; every problem is listed.</exception>
    public static TableMapping Map(SourceSchema schema, TargetTable table, MappingRequest request) =>
        throw new SchemaMismatchException(table.Name.ToString(), []);

    /// <summary>What is wrong with the source's columns whatever the table looks like: types that cannot be carried, missing keys.</summary>
    public static IReadOnlyList<string> FindProblems(SourceSchema schema, IReadOnlyList<string> keyColumns) => [];
}
