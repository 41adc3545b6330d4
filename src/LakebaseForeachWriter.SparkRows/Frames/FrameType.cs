namespace Lakebase.SparkRows.Frames;

/// <summary>The frames between the jar and the worker (docs/protocol.md §3).</summary>
internal enum FrameType : byte
{
    Hello = 1,
    Open = 2,
    NeedWriter = 3,
    Writer = 4,
    Opened = 5,
    Rows = 6,
    Close = 7,
    Closed = 8,
    Error = 9,
    Abort = 10,
}
