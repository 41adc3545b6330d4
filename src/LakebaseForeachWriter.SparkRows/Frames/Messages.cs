namespace Lakebase.SparkRows.Frames;

// The bodies of the frames in docs/protocol.md §3. Each type reads and writes its own; ROWS and WRITER carry raw bytes.

/// <summary>The first frame of every connection.</summary>
internal sealed record HelloMessage(int Version, byte[] Token)
{
    public const int ProtocolVersion = 1;
    public const int TokenSize = 32;

    public static HelloMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new HelloMessage(reader.ReadInt32(), reader.ReadBytes(TokenSize).ToArray());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Hello);
        writer.WriteInt32(Version);
        writer.WriteBytes(Token);
        writer.EndFrame();
    }

    // The compiler's own text would print the token.
    public override string ToString() => nameof(HelloMessage);
}

/// <summary>Starts a task.</summary>
internal sealed record OpenMessage(long Partition, long Epoch, byte[] WriterId, string Schema, IReadOnlyDictionary<string, string> Properties)
{
    public const int WriterIdSize = 32;

    public static OpenMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new OpenMessage(
            reader.ReadInt64(), reader.ReadInt64(), reader.ReadBytes(WriterIdSize).ToArray(), reader.ReadString(), reader.ReadMap());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Open);
        writer.WriteInt64(Partition);
        writer.WriteInt64(Epoch);
        writer.WriteBytes(WriterId);
        writer.WriteString(Schema);
        writer.WriteMap(Properties);
        writer.EndFrame();
    }
}

/// <summary>Ends a task; with a text, because Spark's side failed.</summary>
internal sealed record CloseMessage(bool HasError, string Error)
{
    public static CloseMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new CloseMessage(reader.ReadBoolean(), reader.ReadString());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Close);
        writer.WriteBoolean(HasError);
        writer.WriteString(Error);
        writer.EndFrame();
    }
}

/// <summary>The writer has closed.</summary>
internal sealed record ClosedMessage(long Rows, IReadOnlyDictionary<string, string> Figures)
{
    public static ClosedMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new ClosedMessage(reader.ReadInt64(), reader.ReadMap());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Closed);
        writer.WriteInt64(Rows);
        writer.WriteMap(Figures);
        writer.EndFrame();
    }
}

/// <summary>The writer has failed.</summary>
internal sealed record ErrorMessage(string Type, string Message, string Stack)
{
    // A frame has a limit, and a log line that nobody scrolls through helps nobody.
    private const int MaxTextLength = 256 * 1024;

    public static ErrorMessage Of(Exception exception) => new(
        exception.GetType().FullName ?? exception.GetType().Name, Limit(exception.Message), Limit(exception.ToString()));

    public static ErrorMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new ErrorMessage(reader.ReadString(), reader.ReadString(), reader.ReadString());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Error);
        writer.WriteString(Type);
        writer.WriteString(Message);
        writer.WriteString(Stack);
        writer.EndFrame();
    }

    private static string Limit(string text) => text.Length <= MaxTextLength ? text : text[..MaxTextLength] + " …";
}

/// <summary>Aborts a running task, on the control connection.</summary>
internal sealed record AbortMessage(string QueryId, long Partition, long Epoch, long TaskAttemptId, string Reason)
{
    public static AbortMessage Read(ReadOnlySpan<byte> body)
    {
        var reader = new RowFrameReader(body);
        var message = new AbortMessage(reader.ReadString(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadInt64(), reader.ReadString());
        reader.ExpectEnd();
        return message;
    }

    public void Write(FrameWriter writer)
    {
        writer.BeginFrame(FrameType.Abort);
        writer.WriteString(QueryId);
        writer.WriteInt64(Partition);
        writer.WriteInt64(Epoch);
        writer.WriteInt64(TaskAttemptId);
        writer.WriteString(Reason);
        writer.EndFrame();
    }
}
