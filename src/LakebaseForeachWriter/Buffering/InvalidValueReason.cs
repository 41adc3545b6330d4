using Npgsql;

namespace Lakebase.Buffering;

/// <summary>Why a column cannot hold a value.</summary>
internal enum InvalidValueReason
{
    /// <summary>The text holds U+0000.</summary>
    NulCharacter,

    /// <summary>The text is no UTF-8, half a surrogate pair included.</summary>
    IllFormedText,

    /// <summary>The text has more characters than the column takes.</summary>
    TooLong,

    /// <summary>The number, date or time lies outside the type's range.</summary>
    OutOfRange,

    /// <summary>Digits behind the point would be lost.</summary>
    LostDigits,

    /// <summary>The number is infinite, and the column takes no infinity.</summary>
    Infinity,

    /// <summary>The value does not have the form that the type asks for.</summary>
    Malformed,
}

/// <summary>The names that logs and metrics give to the reasons; they are part of what users build dashboards on.</summary>
internal static class InvalidValueReasonNames
{
    public static string ToName(this InvalidValueReason reason) => reason switch
    {
        InvalidValueReason.NulCharacter => "nul",
        InvalidValueReason.IllFormedText => "ill-formed",
        InvalidValueReason.TooLong => "too-long",
        InvalidValueReason.OutOfRange => "out-of-range",
        InvalidValueReason.LostDigits => "lost-digits",
        InvalidValueReason.Infinity => "infinity",
        InvalidValueReason.Malformed => "malformed",
        _ => reason.ToString(),
    };

    /// <summary>PostgreSQL's code for a value that it refuses for this reason.</summary>
    public static string ToSqlState(this InvalidValueReason reason) => reason switch
    {
        InvalidValueReason.NulCharacter or InvalidValueReason.IllFormedText => PostgresErrorCodes.CharacterNotInRepertoire,
        InvalidValueReason.TooLong => PostgresErrorCodes.StringDataRightTruncation,
        InvalidValueReason.Malformed => PostgresErrorCodes.InvalidTextRepresentation,
        _ => PostgresErrorCodes.NumericValueOutOfRange,
    };
}
