using Lakebase.Schema;

namespace Lakebase;

/// <summary>The part of the validator that is about tables beside the target. Pure.</summary>
internal static class DeliveryValidator
{
    /// <summary>Adds every reason why these options cannot work.</summary>
    public static void AddProblems(LakebaseWriterOptions options, List<string> problems)
    {
        AddTable(nameof(options.LedgerTable), options.LedgerTable, options, problems);
        if (options.LedgerQueryId is not null && string.IsNullOrWhiteSpace(options.LedgerQueryId))
        {
            problems.Add("LedgerQueryId is blank: leave it null, or give it a value.");
        }
        else if (options.LedgerQueryId is not null && options.LedgerTable is null)
        {
            problems.Add("LedgerQueryId needs LedgerTable.");
        }
    }

    private static void AddTable(string option, string? name, LakebaseWriterOptions options, List<string> problems)
    {
        if (name is null)
        {
            return;
        }

        try
        {
            QualifiedName table = QualifiedName.Parse(name);
            if (name == options.Table || table.ToString() == options.Table)
            {
                problems.Add($"{option} names Table itself: the rows and what is known about them need a table each.");
            }
        }
        catch (FormatException malformed)
        {
            problems.Add($"{option}: {malformed.Message}");
        }
    }
}
