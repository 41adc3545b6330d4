namespace Lakebase;

/// <summary>The part of the validator that is about how rows meet those that are in the table. Pure.</summary>
internal static class WriteRulesValidator
{
    /// <summary>Adds every reason why these options cannot work together.</summary>
    public static void AddProblems(LakebaseWriterOptions options, List<string> problems)
    {
        AddUndefined(nameof(options.OnConflict), options.OnConflict, problems);
        AddUndefined(nameof(options.WritePath), options.WritePath, problems);
        AddUndefined(nameof(options.InvalidValues), options.InvalidValues, problems);
        if (options.Mode == WriteMode.Upsert)
        {
            AddUpsertProblems(options, problems);
        }
        else
        {
            AddUpsertOnly(options, problems);
        }

        AddPathProblems(options, problems);
    }

    private static void AddUpsertProblems(LakebaseWriterOptions options, List<string> problems)
    {
        if (options.OnConflict == ConflictAction.DoNothing)
        {
            problems.Add("OnConflict = DoNothing is for Mode = Insert and BulkInsert: an upsert overwrites the row.");
        }

        AddBlank(nameof(options.ConflictIndex), options.ConflictIndex, problems);
        AddBlank(nameof(options.VersionColumn), options.VersionColumn, problems);
        AddBlank(nameof(options.OperationColumn), options.OperationColumn, problems);
        string[] coalesced = options.CoalesceColumns ?? [];
        if (coalesced.Any(string.IsNullOrEmpty) || coalesced.Distinct(StringComparer.OrdinalIgnoreCase).Count() < coalesced.Length)
        {
            problems.Add("CoalesceColumns holds an empty name, or one name twice.");
        }

        if (options.VersionColumn is { } version && coalesced.Contains(version, StringComparer.OrdinalIgnoreCase))
        {
            problems.Add($"CoalesceColumns must not name VersionColumn ('{version}'): a row without a version never overwrites.");
        }

        if (options.OperationColumn is not null && (options.DeleteOperations is not { Length: > 0 } operations || operations.Any(string.IsNullOrEmpty)))
        {
            problems.Add("DeleteOperations must name at least one value of OperationColumn, and no empty one.");
        }
    }

    private static void AddUpsertOnly(LakebaseWriterOptions options, List<string> problems)
    {
        (string Name, bool IsSet)[] upsertOnly =
        [
            (nameof(options.ConflictIndex), options.ConflictIndex is not null),
            (nameof(options.VersionColumn), options.VersionColumn is not null),
            (nameof(options.CoalesceColumns), options.CoalesceColumns is { Length: > 0 }),
            (nameof(options.OperationColumn), options.OperationColumn is not null),
            (nameof(options.SkipUnchanged), options.SkipUnchanged),
        ];
        problems.AddRange(upsertOnly.Where(option => option.IsSet).Select(option => $"{option.Name} needs Mode = Upsert."));
    }

    private static void AddPathProblems(LakebaseWriterOptions options, List<string> problems)
    {
        if (options.WritePath == WritePath.Copy && (options.Mode == WriteMode.Upsert || options.OnConflict == ConflictAction.DoNothing))
        {
            problems.Add("WritePath = Copy can only insert rows: use Automatic, Unnest or Staged for upserts and for OnConflict = DoNothing.");
        }

        if (PooledHostProblem.Find(options, keepsSessions: options.PooledHost != PooledHost.On) is { } problem)
        {
            problems.Add(problem);
        }

        if (options.WritePath == WritePath.Unnest && options.Mode == WriteMode.BulkInsert)
        {
            problems.Add("WritePath = Unnest contradicts Mode = BulkInsert, which is COPY: use Mode = Insert.");
        }
    }

    private static void AddBlank(string name, string? value, List<string> problems)
    {
        if (value is not null && string.IsNullOrWhiteSpace(value))
        {
            problems.Add($"{name} must not be blank: leave it null.");
        }
    }

    private static void AddUndefined<T>(string name, T value, List<string> problems)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            problems.Add($"{name} must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }
}
