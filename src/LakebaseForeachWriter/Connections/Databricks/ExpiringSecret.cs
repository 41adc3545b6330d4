namespace Lakebase.Connections.Databricks;

/// <summary>A token with an end. Immutable.</summary>
/// <param name="value">The token.</param>
/// <param name="expiresAt">When it stops being accepted.</param>
internal sealed class ExpiringSecret(string value, DateTimeOffset expiresAt)
{
    /// <summary>The token.</summary>
    public string Value { get; } = value;

    /// <summary>When it stops being accepted.</summary>
    public DateTimeOffset ExpiresAt { get; } = expiresAt;

    /// <summary>Its end only: a token must not get into a log by accident.</summary>
    public override string ToString() => FormattableString.Invariant($"secret until {ExpiresAt:O}");
}
