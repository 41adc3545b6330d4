namespace Lakebase.Diagnostics;

/// <summary>The ids of the log events. Stable: people filter by them, so a number is never used for something else.</summary>
internal static class LogEvents
{
    public const int OptionsWarning = 1000;
    public const int Opened = 1001;
    public const int TargetMapped = 1002;
    public const int TableCreated = 1003;
    public const int TableAltered = 1004;
    public const int OpenRetrying = 1005;
    public const int ColumnsAdded = 1006;
    public const int PreflightWarning = 1007;
    public const int BatchWritten = 1100;
    public const int BatchRetrying = 1101;
    public const int BatchFailed = 1102;
    public const int BatchHalved = 1103;
    public const int CommitResolved = 1104;
    public const int RowsPutAside = 1105;
    public const int KeyExists = 1106;
    public const int InvalidValues = 1110;
    public const int Completed = 1200;
    public const int Aborted = 1201;
    public const int QueryProgress = 1202;
    public const int RowsReplayed = 1203;
}
