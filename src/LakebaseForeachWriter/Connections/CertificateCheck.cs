using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Lakebase.Connections;

/// <summary>
/// Finds out why a server's certificate was refused, which TLS itself only reports as "rejected". Whether it is refused is Npgsql's own
/// decision; this only looks at it once more.
/// </summary>
internal static class CertificateCheck
{
    /// <summary>Asks the server for its certificate and says what is wrong with it; null if it shows none. Opens no session.</summary>
    public static async ValueTask<CertificateRefusal?> FindReasonAsync(
        NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        CertificateRefusal? reason = null;
        NpgsqlConnectionStringBuilder once = new(settings.ConnectionString)
        {
            SslMode = SslMode.Require,
            RootCertificate = null,
            Pooling = false,
        };
        NpgsqlDataSourceBuilder builder = new(once.ConnectionString) { Name = "certificate check" };
        builder.UseSslClientAuthenticationOptionsCallback(options =>
            options.RemoteCertificateValidationCallback = (_, certificate, _, errors) =>
            {
                reason = Reason(certificate, errors);

                // Never go on with it: a password would follow.
                return false;
            });
        NpgsqlDataSource source = builder.Build();
        await using (source.ConfigureAwait(false))
        {
            try
            {
                NpgsqlConnection connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
                await connection.DisposeAsync().ConfigureAwait(false);
            }
            catch (NpgsqlException)
            {
                // As intended, or there is no reason to be had.
            }
        }

        return reason;
    }

    /// <summary>Why a certificate that was refused was so: the first reason that fits. Pure but for the clock.</summary>
    private static CertificateRefusal Reason(X509Certificate? certificate, SslPolicyErrors errors) => certificate switch
    {
        X509Certificate2 own when own.NotAfter < DateTime.Now || own.NotBefore > DateTime.Now => CertificateRefusal.Expired,
        _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => CertificateRefusal.WrongName,
        _ => CertificateRefusal.UnknownAuthority,
    };
}
