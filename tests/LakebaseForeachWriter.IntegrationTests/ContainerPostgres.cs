#if USE_TESTCONTAINERS
using System.Runtime.CompilerServices;
using Lakebase.TestSupport;
using Testcontainers.PostgreSql;

namespace Lakebase.IntegrationTests;

/// <summary>With the build property <c>UseTestcontainers=true</c>: the tests' PostgreSQL runs in a container instead of as a private server.</summary>
internal static class ContainerPostgres
{
    private const string Image = "postgres:17";

#pragma warning disable CA2255 // A module initializer is the one place that runs before any fixture of a test assembly.
    [ModuleInitializer]
    internal static void Use() => PostgresFixture.StartServer = StartAsync;
#pragma warning restore CA2255

    private static async Task<(string ConnectionString, IAsyncDisposable Server)> StartAsync()
    {
        PostgreSqlContainer container = new PostgreSqlBuilder().WithImage(Image).Build();
        await container.StartAsync();
        return (container.GetConnectionString(), container);
    }
}
#endif
