namespace Lakebase.Schema;

/// <summary>What is wrong with a source's columns whatever the table looks like.</summary>
internal static class SourceProblems
{
    /// <summary>One sentence per problem: columns that no table can hold, names twice, key columns that are missing.</summary>
    public static IReadOnlyList<string> Find(
        SourceSchema schema, IReadOnlyList<string> keyColumns, ComplexTypeHandling complexTypes = ComplexTypeHandling.Refuse)
    {
        List<string> problems = [];
        if (schema.Columns.Count == 0)
        {
            problems.Add("The rows have no columns.");
        }

        foreach (SourceColumn column in schema.Columns)
        {
            if (complexTypes == ComplexTypeHandling.Refuse)
            {
                AddComplexTypes(column.Type, column.Name, column.Name, problems);
            }
            else
            {
                AddFieldNames(column.Type, column.Name, problems);
            }
        }

        foreach (IGrouping<string, SourceColumn> twins in schema.Columns.GroupBy(column => column.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            problems.Add($"Column '{twins.Key}' is there {twins.Count()} times. Rename with alias, or drop the others.");
        }

        AddKeyProblems(schema, keyColumns, problems);
        return problems;
    }

    private static void AddKeyProblems(SourceSchema schema, IReadOnlyList<string> keyColumns, List<string> problems)
    {
        HashSet<string> seen = new(StringComparer.OrdinalIgnoreCase);
        foreach (string key in keyColumns)
        {
            if (!seen.Add(key))
            {
                problems.Add($"Key column '{key}' is named twice.");
            }
            else if (ColumnNames.Find(schema.Columns, column => column.Name, key) is not { } column)
            {
                problems.Add($"Key column '{key}' is not among the columns: {string.Join(", ", schema.Columns.Select(c => c.Name))}.");
            }
            else if (column.Type.Kind == SourceTypeKind.Void)
            {
                problems.Add($"Key column '{key}' is always null (type void).");
            }
            else if (column.Type.HoldsComplexType)
            {
                problems.Add($"Key column '{key}' is {column.Type}: JSON is no key, as one value has several texts. Select its fields instead.");
            }
        }
    }

    private static void AddComplexTypes(SourceType type, string path, string column, List<string> problems)
    {
        switch (type.Kind)
        {
            case SourceTypeKind.Struct:
                string field = type.Fields.Count > 0 ? type.Fields[0].Name : "field";
                problems.Add(path == column
                    ? $"Column '{path}' is a struct, for which PostgreSQL has no plain column. Select its fields ('{path}.{field}' as a column of its own), or write it as JSON: {AsJson(column)}."
                    : $"Column '{path}' is a struct, for which PostgreSQL has no plain column. Write '{column}' as JSON: {AsJson(column)}; or explode it.");
                break;
            case SourceTypeKind.Map:
                problems.Add($"Column '{path}' is a map, for which PostgreSQL has no plain column. Write it as JSON: {AsJson(column)}; or select single keys ({path}['key']).");
                break;
            case SourceTypeKind.Array:
                AddComplexTypes(type.Element!, path + ".element", column, problems);
                break;
            default:
                break;
        }
    }

    private static string AsJson(string column) => $"to_json({column}), or for all such columns the option ComplexTypes = Json";

    /// <summary>Two fields of one name are one member of a JSON object, so one of the values would be lost.</summary>
    private static void AddFieldNames(SourceType type, string path, List<string> problems)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (SourceColumn field in type.Fields)
        {
            if (!names.Add(field.Name))
            {
                problems.Add($"Column '{path}' has two fields '{field.Name}', of which JSON would keep one. Rename one.");
            }

            if (field.Name.Contains('\0', StringComparison.Ordinal))
            {
                problems.Add($"Column '{path}' has a field whose name holds a NUL character. Rename it.");
            }

            AddFieldNames(field.Type, $"{path}.{field.Name}", problems);
        }

        foreach ((SourceType? inner, string step) in ((SourceType?, string)[])[(type.Element, "element"), (type.Key, "key"), (type.Value, "value")])
        {
            if (inner is not null)
            {
                AddFieldNames(inner, $"{path}.{step}", problems);
            }
        }
    }
}
