using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using Lakebase.Connections.Databricks;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>Says why a connection could not be opened and what to do. Pure.</summary>
internal static class ConnectFailure
{
    /// <summary>The message for an error that opening a connection threw.</summary>
    public static string Describe(Exception error, ServerPlace place)
    {
        PostgresException? server = error as PostgresException ?? error.InnerException as PostgresException;
        if (server is not null)
        {
            return DescribeServerError(server.SqlState, server.MessageText, place);
        }

        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case SocketException socket:
                    return DescribeSocketError(socket.SocketErrorCode, place);
                case LakebaseApiException api:
                    return api.Message;
                case CertificateRefusedException refused:
                    return DescribeCertificate(refused.Refusal, place);
                case AuthenticationException:
                    return $"The server {place.Server} has no certificate that can be trusted for that name. "
                        + "Use the name that the certificate is made for, give the authority's certificate with 'Root Certificate' in the connection "
                        + "string, or choose a weaker 'SSL Mode' there on purpose.";
                case TimeoutException:
                    return $"The server {place.Server} did not accept a connection within ConnectTimeout. "
                        + "Check host, port and firewall; if all MaxConnections are busy, raise that, or ConnectTimeout.";
            }
        }

        return $"No connection to {place}: {error.Message}";
    }

    private static string DescribeServerError(string sqlState, string text, ServerPlace place) => sqlState switch
    {
        "28P01" => $"The server {place.Server} refuses the password of role '{place.Username}' (28P01). "
            + "Check Username and the password: PGPASSWORD, a password file, or the connection string.",
        "28000" => $"The server {place.Server} does not let role '{place.Username}' in (28000: {text}). "
            + "Check Username, and that the server's rules allow this role, address and kind of TLS.",
        "3D000" => $"The server {place.Server} has no database '{place.Database}' (3D000). Check Database.",
        "53300" => $"The server {place.Server} has no connection left (53300). "
            + "Lower MaxConnections or the count of partitions, or raise the server's max_connections.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The server {place.Server} refused the connection ({sqlState}: {text})."),
    };

    private static string DescribeCertificate(CertificateRefusal refusal, ServerPlace place) => refusal switch
    {
        CertificateRefusal.Expired => $"The certificate of the server {place.Server} is expired, or not valid yet. "
            + "Renew it on the server, and check this machine's clock.",
        CertificateRefusal.WrongName => $"The certificate of the server {place.Server} is made for another host name. "
            + "Use the name that it is made for as Host, or choose SSL Mode VerifyCA in the connection string on purpose.",
        _ => $"The certificate of the server {place.Server} comes from an authority that this machine does not know. "
            + "Give the authority's certificate with 'Root Certificate' in the connection string or PGSSLROOTCERT, "
            + "or choose a weaker SSL Mode on purpose.",
    };

    private static string DescribeSocketError(SocketError code, ServerPlace place) => code switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
            $"The host '{place.Host}' is unknown on this machine. Check Host, and that the executors' name resolution knows it.",
        SocketError.ConnectionRefused or SocketError.AddressNotAvailable =>
            $"Nothing listens at {place.Server}. Check Host and Port, and that the server runs.",
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable =>
            $"The server {place.Server} cannot be reached from this machine. Check network and firewall.",
        _ => $"No connection to {place.Server}: {code}.",
    };
}
