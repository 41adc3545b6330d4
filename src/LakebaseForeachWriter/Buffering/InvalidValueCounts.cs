namespace Lakebase.Buffering;

/// <summary>How many values of a column did not fit and were written otherwise, by reason.</summary>
internal sealed class InvalidValueCounts
{
    private static readonly InvalidValueReason[] Reasons = Enum.GetValues<InvalidValueReason>();

    private readonly int[] _replaced = new int[Reasons.Length];
    private readonly int[] _nulled = new int[Reasons.Length];

    /// <summary>Those that there are.</summary>
    public IEnumerable<(InvalidValueReason Reason, bool IsNull, int Count)> All =>
        Reasons.SelectMany(reason => ((InvalidValueReason Reason, bool IsNull, int Count)[])
            [(reason, false, _replaced[(int)reason]), (reason, true, _nulled[(int)reason])])
        .Where(entry => entry.Count > 0);

    /// <summary>A value became another one, or a null.</summary>
    public void Add(InvalidValueReason reason, bool isNull) => (isNull ? _nulled : _replaced)[(int)reason]++;
}
