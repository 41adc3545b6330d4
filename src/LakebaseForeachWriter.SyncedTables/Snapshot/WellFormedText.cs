using Lakebase.Schema;
using Lakebase.SyncedTables.Layout;
using Lakebase.SyncedTables.Source;
using Microsoft.Spark.Interop;
using Microsoft.Spark.Sql;

namespace Lakebase.SyncedTables.Snapshot;

/// <summary>
/// Texts of the source that are not valid UTF-8. Spark's STRING keeps whatever bytes it was made of; where a row is handed over, Java makes
/// U+FFFD of what is ill-formed, without a word. So a snapshot, which reads the bytes themselves and makes checksums of them, has Spark do
/// the same before, or refuses such a text.
/// </summary>
/// <remarks>
/// Delta's change data feed hands rows over inside of Spark: there such texts have U+FFFD already, and nobody can tell. So both policies
/// that do not refuse them have to end with U+FFFD, for a value to be the same by either way.
/// </remarks>
/// <param name="InvalidValues">The policy.</param>
/// <param name="KnowsUtf8">Whether Spark has a function for it, from 4.0 on: a fraction of the time that it takes to decode a text.</param>
internal sealed record WellFormedText(InvalidValueHandling InvalidValues, bool KnowsUtf8)
{
    /// <summary>For rows of this frame.</summary>
    public static WellFormedText In(DataFrame rows, TargetLayout layout)
    {
        using JvmObject session = ((IJvmObjectProvider)rows).Jvm.CallObject("sparkSession");
        bool knowsUtf8 = session.CallText("version")?.StartsWith("3.", StringComparison.Ordinal) == false;
        return new WellFormedText(layout.Definition.InvalidValues, knowsUtf8);
    }

    /// <summary>The column's value in Spark's SQL: of a text what the target gets, or an error.</summary>
    public string Of(SyncedColumn column)
    {
        string name = SparkText.Quote(column.Name);
        if (column.SourceType.Kind != SourceTypeKind.String)
        {
            return name;
        }

        // Without a collation, by which other texts may be equal.
        string text = $"CAST({name} AS STRING)";
        string isWellFormed = KnowsUtf8 ? $"is_valid_utf8({text})" : $"{text} = decode(CAST({text} AS BINARY), 'UTF-8')";

        // The replacement is any function that has Java decode a text, and finds something in it to write down anew.
        string otherwise = column.IsKey ? Error($"key column '{column.Name}'", "Mend the source.")
            : InvalidValues != InvalidValueHandling.Fail ? $"regexp_replace({text}, '\uFFFD', '\uFFFD')"
            : Error($"column '{column.Name}'", "Mend the source, or set InvalidValues to Replace: U+FFFD for what is ill-formed.");
        return $"CASE WHEN {text} IS NULL OR {isWellFormed} THEN {text} ELSE {otherwise} END";
    }

    private static string Error(string column, string remedy)
    {
        string text = $"{column} of the source holds a text that is not valid UTF-8, which PostgreSQL cannot hold. {remedy}";
        return $"raise_error('{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}')";
    }
}
