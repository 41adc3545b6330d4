namespace Lakebase;

/// <content>Options from texts: configuration files, command lines, notebooks that hand over what the Python writer took.</content>
public sealed partial class LakebaseWriterOptions
{
    /// <summary>
    /// Options from texts. A name is an option's own (<c>BatchSize</c>) or the Python writer's (<c>batch_size</c>, <c>primary_keys</c>,
    /// <c>read_write_dns</c>): case, <c>_</c> and <c>-</c> do not count. A duration is <c>hh:mm:ss.fff</c>, or a count of milliseconds
    /// under its name with <c>_ms</c> (<c>batch_interval_ms</c>); a list is comma-separated, or a JSON array of texts; a mode is
    /// <c>bulk-insert</c> or <c>BulkInsert</c>. What is not named keeps its default. Reads no file, environment or server.
    /// </summary>
    /// <param name="entries">Names and values; copied.</param>
    /// <returns>The options. Whether they can work together is checked where they are used.</returns>
    /// <exception cref="LakebaseOptionsException">Names that are unknown or mean the same option, and values that cannot be read: all of
    /// them, never with the value.</exception>
    public static LakebaseWriterOptions FromDictionary(IReadOnlyDictionary<string, string> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return OptionsDictionary.Read(entries);
    }
}
