using System.Globalization;
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

        AddTable(nameof(options.DeadLetterTable), options.DeadLetterTable, options, problems);
        if (options.DeadLetterTable is not null && options.DeadLetterTable == options.LedgerTable)
        {
            problems.Add("DeadLetterTable and LedgerTable are two tables: name them differently.");
        }

        if (options.DeadLetterFolder is not null && string.IsNullOrWhiteSpace(options.DeadLetterFolder))
        {
            problems.Add("DeadLetterFolder is blank: leave it null, or give it a value.");
        }
        else if (options.DeadLetterFolder is not null && options.DeadLetterTable is not null)
        {
            problems.Add("DeadLetterFolder and DeadLetterTable exclude each other: set at most one.");
        }

        if (options.InvalidValues == InvalidValueHandling.DeadLetter && options.DeadLetterTable is null && options.DeadLetterFolder is null)
        {
            problems.Add("InvalidValues = DeadLetter needs a place for the rows: set DeadLetterTable or DeadLetterFolder.");
        }

        if (options.MaxDeadLetters is < 0 or > 1_000_000)
        {
            problems.Add(string.Create(
                CultureInfo.InvariantCulture, $"MaxDeadLetters is {options.MaxDeadLetters}: it must lie between 0 and 1000000."));
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
