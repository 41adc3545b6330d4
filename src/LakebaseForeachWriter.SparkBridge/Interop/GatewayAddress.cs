namespace Microsoft.Spark.Interop;

/// <summary>Where the driver JVM's gateway listens on the loopback interface, and the secret it asks for.</summary>
internal sealed record GatewayAddress(int Port, string Secret)
{
    private const string PortVariable = "LAKEBASE_GATEWAY_PORT";
    private const string SecretVariable = "LAKEBASE_GATEWAY_SECRET";

    /// <summary>
    /// The address that <c>spark-submit</c> handed over, or null when the application was started without it.
    /// The variables are removed, so that child processes of the application do not inherit the secret.
    /// </summary>
    public static GatewayAddress? TakeFromEnvironment()
    {
        var port = Environment.GetEnvironmentVariable(PortVariable);
        var secret = Environment.GetEnvironmentVariable(SecretVariable);
        Environment.SetEnvironmentVariable(PortVariable, null);
        Environment.SetEnvironmentVariable(SecretVariable, null);
        if (string.IsNullOrEmpty(port) || string.IsNullOrEmpty(secret))
        {
            return null;
        }

        return int.TryParse(port, out var number)
            ? new GatewayAddress(number, secret)
            : throw new InvalidOperationException($"{PortVariable} is not a port number.");
    }

    /// <summary>Parses the two lines of the file that the gateway writes.</summary>
    /// <exception cref="FormatException">The text is not a port and a secret.</exception>
    public static GatewayAddress Parse(string text)
    {
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return lines.Length >= 2 && int.TryParse(lines[0], out var port)
            ? new GatewayAddress(port, lines[1])
            : throw new FormatException("The gateway's file does not hold a port and a secret.");
    }

    // The generated one would print the secret.
    public override string ToString() => $"loopback port {Port}";
}
