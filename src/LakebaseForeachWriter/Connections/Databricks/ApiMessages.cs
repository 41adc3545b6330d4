using System.Text.Json.Serialization;

namespace Lakebase.Connections.Databricks;

// What the REST API says, in so far as it is read here. Every property may be missing in an answer.

internal sealed record EndpointList(IReadOnlyList<EndpointAnswer>? Endpoints, string? NextPageToken);

internal sealed record EndpointAnswer(string? Name, EndpointStatus? Status);

internal sealed record EndpointStatus(string? EndpointType, string? CurrentState, bool? Disabled, EndpointHosts? Hosts);

internal sealed record EndpointHosts(string? Host);

internal sealed record InstanceAnswer(string? Name, string? State, string? ReadWriteDns);

internal sealed record EndpointCredentialRequest(string Endpoint);

internal sealed record EndpointCredential(string? Token, DateTimeOffset? ExpireTime);

internal sealed record InstanceCredentialRequest(string RequestId, IReadOnlyList<string> InstanceNames);

internal sealed record InstanceCredential(string? Token, DateTimeOffset? ExpirationTime);

internal sealed record AccessTokenAnswer(string? AccessToken, double? ExpiresIn);

internal sealed record ErrorAnswer(string? ErrorCode, string? Message);

internal sealed record CurrentUser([property: JsonPropertyName("userName")] string? UserName);

/// <summary>Reads and writes the above without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EndpointList))]
[JsonSerializable(typeof(EndpointAnswer))]
[JsonSerializable(typeof(InstanceAnswer))]
[JsonSerializable(typeof(EndpointCredentialRequest))]
[JsonSerializable(typeof(EndpointCredential))]
[JsonSerializable(typeof(InstanceCredentialRequest))]
[JsonSerializable(typeof(InstanceCredential))]
[JsonSerializable(typeof(AccessTokenAnswer))]
[JsonSerializable(typeof(ErrorAnswer))]
[JsonSerializable(typeof(CurrentUser))]
internal sealed partial class ApiJson : JsonSerializerContext;
