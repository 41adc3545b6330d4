using System.Globalization;
using System.Text.Json;
using Lakebase.Buffering;
using Lakebase.Flushing;
using Lakebase.Resilience;
using Npgsql;

namespace Lakebase.DeadLetters;

/// <summary>
/// Dead letters in a file of the machine that writes, one line of JSON each; one file per partition, epoch and attempt, made when there is
/// something to put into it, for its owner only. The lines are on the disk before their batch is committed: a crash between the two may
/// leave lines whose rows are tried again.
/// </summary>
internal sealed class DeadLetterFile : IDeadLetterDestination
{
    private const UnixFileMode OwnersFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly DeadLetterOrigin _origin;
    private readonly TimeProvider _time;
    private readonly Guid _attempt = Guid.NewGuid();
    private readonly List<byte[]> _lines = [];
    private string? _path;

    /// <summary>A file in a folder, which is made if it is missing.</summary>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public DeadLetterFile(string folder, DeadLetterOrigin origin, TimeProvider time)
    {
        Name = folder;
        _origin = origin;
        _time = time;
        Guarded(
            "made",
            () => OperatingSystem.IsWindows() ? Directory.CreateDirectory(folder) : Directory.CreateDirectory(folder, OwnersFolder));
    }

    public string Name { get; }

    public async ValueTask AddAsync(
        FlushTransaction transaction, RowBatch batch, int row, DeadLetter letter, CancellationToken cancellationToken)
    {
        DeadLetterPayload payload = new(batch.Mapping);
        string? json = null;
        await transaction.TryAsync(
            async token =>
            {
                NpgsqlBatchCommand select = new($"SELECT row_to_json(p)::text FROM {payload.From}");
                payload.AddParameters(select.Parameters, batch, row);
                json = await transaction.ReadTextAsync(select, token).ConfigureAwait(false);
            },
            error => WriteErrorClassifier.Classify(error) == WriteErrorKind.Data,
            cancellationToken).ConfigureAwait(false);
        _path ??= Path.Combine(Name, FileName(batch.Mapping.Table.Name.ToString()));
        _lines.Add(Line(batch, row, letter, json));
    }

    public async ValueTask PersistAsync(CancellationToken cancellationToken)
    {
        if (_lines.Count == 0)
        {
            return;
        }

        FileStreamOptions settings = new() { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = OwnersFile;
        }

        FileStream file = Guarded("opened", () => new FileStream(_path!, settings));
        await using (file.ConfigureAwait(false))
        {
            foreach (byte[] line in _lines)
            {
                await file.WriteAsync(line, cancellationToken).ConfigureAwait(false);
            }

            // Not only out of this process, as FlushAsync would have it.
            Guarded("written", () =>
            {
                file.Flush(flushToDisk: true);
                return file;
            });
        }

        _lines.Clear();
    }

    public void Discard() => _lines.Clear();

    private byte[] Line(RowBatch batch, int row, DeadLetter letter, string? json)
    {
        using MemoryStream line = new();
        using (Utf8JsonWriter writer = new(line))
        {
            writer.WriteStartObject();
            writer.WriteString("failed_at", _time.GetUtcNow());
            writer.WriteString("target_table", batch.Mapping.Table.Name.ToString());
            writer.WriteString("query_id", _origin.QueryId);
            writer.WriteNumber("partition_id", _origin.Partition);
            writer.WriteNumber("epoch", _origin.Epoch);
            writer.WriteNumber("row_number", letter.RowNumber);
            writer.WriteString("sqlstate", letter.SqlState);
            writer.WriteString("reason", letter.Reason);
            writer.WriteString("column_name", letter.Column);
            if (json is not null)
            {
                writer.WritePropertyName("payload");

                // A json value keeps its own line ends, which a file of lines cannot have; between JSON's tokens they mean nothing, and
                // within a text they are escaped.
                writer.WriteRawValue(json.Replace('\n', ' ').Replace('\r', ' '), skipInputValidation: true);
            }
            else
            {
                writer.WriteBase64String("payload_bytes", DeadLetterPayload.Bytes(batch, row));
            }

            writer.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        return line.ToArray();
    }

    private string FileName(string table)
    {
        string query = _origin.QueryId.Length > 0 ? $"-{_origin.QueryId}" : "";
        string name = string.Create(
            CultureInfo.InvariantCulture, $"{table}{query}-p{_origin.Partition}-e{_origin.Epoch}-{_attempt:N}.jsonl");
        return string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-' ? character : '_'));
    }

    private T Guarded<T>(string done, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"DeadLetterFolder '{_path ?? Name}' could not be {done}: {error.Message}", error);
        }
    }
}
