using System.Text;

namespace Lakebase.Schema;

/// <summary>Finds the columns that the rules of writing name. Pure.</summary>
internal static class WriteRulesMapper
{
    /// <summary>The rules; adds what is wrong with them to the problems.</summary>
    public static WriteRules Map(MappingRequest request, IReadOnlyList<ColumnMapping> columns, List<string> problems)
    {
        int? version = request.VersionColumn is { } name
            ? FindWritten(nameof(request.VersionColumn), name, request, columns, problems)
            : null;
        if (version is { } found && KeyExactness.HasNoEquality(columns[found].Target.Type))
        {
            problems.Add($"VersionColumn '{request.VersionColumn}' goes into a column of type {columns[found].Target.Type.Name}, "
                + "whose values have no order.");
        }

        int? operation = FindOperation(request, columns, problems);
        return new WriteRules
        {
            DoNothing = request.DoNothing,
            VersionOrdinal = version,
            CoalesceOrdinals = [.. request.CoalesceColumns
                .Select(column => FindWritten(nameof(request.CoalesceColumns), column, request, columns, problems))
                .OfType<int>()],
            OperationOrdinal = operation,
            DeleteOperations = operation is null ? [] : [.. request.DeleteOperations.Select(Encoding.UTF8.GetBytes)],
            IgnoredOperations = ChangeDataFeed.IsFeed(request.OperationColumn) ? [Encoding.UTF8.GetBytes(ChangeDataFeed.BeforeUpdate)] : [],
            SkipUnchanged = request.SkipUnchanged,
        };
    }

    private static int? FindOperation(MappingRequest request, IReadOnlyList<ColumnMapping> columns, List<string> problems)
    {
        if (request.OperationColumn is not { } name)
        {
            return null;
        }

        if (ColumnNames.Find(columns, column => column.Source.Name, name) is not { } found)
        {
            problems.Add($"OperationColumn '{name}' is not among the rows' columns.");
            return null;
        }

        if (found.Source.Type.Kind != SourceTypeKind.String)
        {
            problems.Add($"OperationColumn '{name}' is {found.Source.Type}: it must be a string.");
        }

        return IndexOf(columns, found);
    }

    private static int? FindWritten(
        string option, string name, MappingRequest request, IReadOnlyList<ColumnMapping> columns, List<string> problems)
    {
        ColumnMapping? found = ColumnNames.Find(columns, column => column.Source.Name, name);
        if (found is not { IsWritten: true })
        {
            problems.Add($"{option} names '{name}', which is not among the rows' columns that go into the table.");
            return null;
        }

        if (request.KeyColumns.Any(key => ReferenceEquals(ColumnNames.Find(columns, column => column.Source.Name, key), found)))
        {
            problems.Add($"{option} names '{name}', which is a key column: the key decides which row it is, and never changes.");
        }

        return IndexOf(columns, found);
    }

    private static int IndexOf(IReadOnlyList<ColumnMapping> columns, ColumnMapping wanted)
    {
        int i = 0;
        while (!ReferenceEquals(columns[i], wanted))
        {
            i++;
        }

        return i;
    }
}
