using System.Security.Authentication;

namespace Lakebase.Connections;

/// <summary>A server's certificate is not accepted.</summary>
internal sealed class CertificateRefusedException(CertificateRefusal refusal, Exception cause)
    : AuthenticationException($"The certificate is refused: {refusal}.", cause)
{
    /// <summary>Why.</summary>
    public CertificateRefusal Refusal { get; } = refusal;
}

/// <summary>Why a certificate is not accepted.</summary>
internal enum CertificateRefusal
{
    /// <summary>It was not issued by an authority that this machine trusts.</summary>
    UnknownAuthority,

    /// <summary>It was issued for another host.</summary>
    WrongName,

    /// <summary>Its time is over, or has not come.</summary>
    Expired,
}
