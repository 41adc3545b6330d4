namespace Lakebase.Buffering;

/// <summary>Why a column cannot hold a value: for the metrics, and in words for the message.</summary>
internal readonly record struct Misfit(InvalidValueReason Reason, string Text);
