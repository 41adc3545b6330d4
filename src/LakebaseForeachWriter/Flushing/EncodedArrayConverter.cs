// NPG9001: Npgsql's converter API is marked experimental. It is the only way to send bytes that are a parameter's wire format already;
// without it every value of every row would be turned into an object and encoded a second time. All uses are in this one file.
#pragma warning disable NPG9001
using System.Buffers;
using Npgsql;
using Npgsql.Internal;
using Npgsql.Internal.Postgres;

namespace Lakebase.Flushing;

/// <summary>Teaches Npgsql to send an <see cref="EncodedArray"/> as a parameter of whatever array type the parameter names.</summary>
internal sealed class EncodedArrayResolverFactory : PgTypeInfoResolverFactory
{
    /// <summary>Lets a data source's connections take <see cref="EncodedArray"/> parameters.</summary>
    public static void AddTo(NpgsqlDataSourceBuilder builder) => builder.AddTypeInfoResolverFactory(new EncodedArrayResolverFactory());

    public override IPgTypeInfoResolver CreateResolver() => new Resolver();

    public override IPgTypeInfoResolver? CreateArrayResolver() => null;

    private sealed class Resolver : IPgTypeInfoResolver
    {
        public PgTypeInfo? GetTypeInfo(Type? type, DataTypeName? dataTypeName, PgSerializerOptions options) =>
            type == typeof(EncodedArray) && dataTypeName is { } name
                ? new PgTypeInfo(options, new Converter(), name) { SupportsReading = false, PreferredFormat = DataFormat.Binary }
                : null;
    }

    private sealed class Converter : PgStreamingConverter<EncodedArray>
    {
        public override Size GetSize(SizeContext context, EncodedArray value, ref object? writeState) => value.Size;

        public override void Write(PgWriter writer, EncodedArray value)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(value.Size);
            value.Encode(bytes.AsSpan(0, value.Size));
            writer.WriteBytes(bytes.AsSpan(0, value.Size));
            ArrayPool<byte>.Shared.Return(bytes);
        }

        public override async ValueTask WriteAsync(PgWriter writer, EncodedArray value, CancellationToken cancellationToken = default)
        {
            byte[] bytes = ArrayPool<byte>.Shared.Rent(value.Size);
            value.Encode(bytes.AsSpan(0, value.Size));
            await writer.WriteBytesAsync(bytes.AsMemory(0, value.Size), cancellationToken).ConfigureAwait(false);
            ArrayPool<byte>.Shared.Return(bytes);
        }

        public override EncodedArray Read(PgReader reader) => throw new NotSupportedException("Encoded arrays are only written.");

        public override ValueTask<EncodedArray> ReadAsync(PgReader reader, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Encoded arrays are only written.");
    }
}
