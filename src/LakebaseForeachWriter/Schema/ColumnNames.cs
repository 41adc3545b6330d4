namespace Lakebase.Schema;

/// <summary>
/// Finding a column by name between two worlds: Spark ignores case, PostgreSQL does not. The exact spelling wins; without it, a name
/// that differs in case only, if there is just one.
/// </summary>
internal static class ColumnNames
{
    public static T? Find<T>(IReadOnlyList<T> columns, Func<T, string> nameOf, string name)
        where T : class
    {
        T? similar = null;
        int similarCount = 0;
        foreach (T column in columns)
        {
            if (string.Equals(nameOf(column), name, StringComparison.Ordinal))
            {
                return column;
            }

            if (string.Equals(nameOf(column), name, StringComparison.OrdinalIgnoreCase))
            {
                similar = column;
                similarCount++;
            }
        }

        return similarCount == 1 ? similar : null;
    }
}
