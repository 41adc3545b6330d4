namespace Lakebase.TestSupport.Faults;

/// <summary>The messages of PostgreSQL's protocol, version 3, by their names in its manual. The first group is the client's.</summary>
public enum MessageKind
{
    Startup,
    CancelRequest,
    EncryptionRequest,
    Password,
    Query,
    Parse,
    Bind,
    Describe,
    Execute,
    Sync,
    Close,
    CopyData,
    CopyDone,
    CopyFail,
    Terminate,
    OtherOfClient,

    /// <summary>The server's one byte, without a length, in answer to an <see cref="EncryptionRequest"/>.</summary>
    EncryptionResponse,
    Authentication,
    BackendKeyData,
    ParameterStatus,
    ReadyForQuery,
    CommandComplete,
    CopyInResponse,
    ParseComplete,
    BindComplete,
    RowDescription,
    DataRow,
    ErrorResponse,
    OtherOfServer,
}

/// <summary>What the kinds of messages have in common.</summary>
public static class MessageKinds
{
    /// <summary>Whether the client says it; the rest is the server's.</summary>
    public static bool IsOfClient(this MessageKind kind) => kind <= MessageKind.OtherOfClient;

    /// <summary>The kind of a client's message by its first byte.</summary>
    public static MessageKind OfClient(byte type) => (char)type switch
    {
        'p' => MessageKind.Password,
        'Q' => MessageKind.Query,
        'P' => MessageKind.Parse,
        'B' => MessageKind.Bind,
        'D' => MessageKind.Describe,
        'E' => MessageKind.Execute,
        'S' => MessageKind.Sync,
        'C' => MessageKind.Close,
        'd' => MessageKind.CopyData,
        'c' => MessageKind.CopyDone,
        'f' => MessageKind.CopyFail,
        'X' => MessageKind.Terminate,
        _ => MessageKind.OtherOfClient,
    };

    /// <summary>The kind of a server's message by its first byte.</summary>
    public static MessageKind OfServer(byte type) => (char)type switch
    {
        'R' => MessageKind.Authentication,
        'K' => MessageKind.BackendKeyData,
        'S' => MessageKind.ParameterStatus,
        'Z' => MessageKind.ReadyForQuery,
        'C' => MessageKind.CommandComplete,
        'G' => MessageKind.CopyInResponse,
        '1' => MessageKind.ParseComplete,
        '2' => MessageKind.BindComplete,
        'T' => MessageKind.RowDescription,
        'D' => MessageKind.DataRow,
        'E' => MessageKind.ErrorResponse,
        _ => MessageKind.OtherOfServer,
    };
}
