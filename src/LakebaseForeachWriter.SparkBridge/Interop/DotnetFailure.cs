namespace Microsoft.Spark.Interop;

/// <summary>
/// The .NET exception of a failed writer, found in what Spark says about the failed query. Spark quotes it in other
/// places from version to version, so only the markers of docs/protocol.md §5 count.
/// </summary>
internal sealed record DotnetFailure(string Message, string Where, string StackTrace)
{
    private const string ClassName = "lakebase.spark.DotnetWriterException: ";
    private const string StackStart = "<<<.NET exception ";
    private const string StackEnd = ".NET exception>>>";

    /// <summary>The .NET failure quoted in a text, or null.</summary>
    public static DotnetFailure? Find(string text)
    {
        DotnetFailure? first = null;
        var from = 0;
        while (text.IndexOf(StackStart, from, StringComparison.Ordinal) is var start && start >= 0)
        {
            var end = text.IndexOf(StackEnd, start, StringComparison.Ordinal);
            var inside = text[(start + StackStart.Length)..(end < 0 ? text.Length : end)];
            var before = text[from..start];

            // Spark may put words of its own before the message, but where it quotes a stack trace the class name comes first.
            var named = before.LastIndexOf(ClassName, StringComparison.Ordinal);
            var failure = Parse(named < 0 ? before : before[(named + ClassName.Length)..], inside);
            if (named >= 0)
            {
                return failure;
            }

            first ??= failure;
            if (end < 0)
            {
                break;
            }

            from = end + StackEnd.Length;
        }

        return first;
    }

    /// <summary>The .NET message first, then its stack, then Spark's own text without the quoted part.</summary>
    public string Describe(string sparkText) =>
        string.Join('\n', Message, $"({Where})", StackTrace, "--- Spark says:", WithoutStack(sparkText).Trim());

    private static DotnetFailure Parse(string message, string inside)
    {
        var firstLineEnd = inside.IndexOf('\n', StringComparison.Ordinal);
        var where = firstLineEnd < 0 ? inside : inside[..firstLineEnd];
        var stack = firstLineEnd < 0 ? "" : inside[(firstLineEnd + 1)..];

        // A function of ForeachBatch runs on the driver: the jar knows no partition for it.
        where = where.Trim().Replace("partition -1, epoch", "micro-batch", StringComparison.Ordinal);
        return new DotnetFailure(message.Trim(), where, stack.TrimEnd());
    }

    private static string WithoutStack(string text)
    {
        var start = text.IndexOf(StackStart, StringComparison.Ordinal);
        var end = start < 0 ? -1 : text.IndexOf(StackEnd, start, StringComparison.Ordinal);
        return end < 0 ? text : text[..start] + text[(end + StackEnd.Length)..];
    }
}
