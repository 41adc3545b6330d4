using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Lakebase.Connections.Databricks;
using Lakebase.Managed.Wire;

namespace Lakebase.Managed;

/// <summary>The single requests of both generations. What a lost answer leaves open is settled here, since every request may be sent
/// again. Thread-safe.</summary>
internal sealed class ManagedApi(WorkspaceRequests requests)
{
    private const string Postgres = "/api/2.0/postgres";
    private const string Database = "/api/2.0/database";

    /// <summary>So that a server that repeats itself cannot keep us here for ever.</summary>
    private const int MaxPages = 1_000;

    /// <summary>The workspace's host, for messages.</summary>
    public string Host => requests.Host;

    /// <summary>Describes a table.</summary>
    public async ValueTask<ManagedTable> GetAsync(string name, ManagedGeneration generation, CancellationToken cancellationToken)
    {
        string what = $"describe the synced table '{name}'";
        return generation == ManagedGeneration.Autoscaling
            ? TableMapping.FromAutoscaling(
                await requests.GetAsync(what, TablePath(Postgres, name), ManagedJson.Default.AutoscalingTable, cancellationToken)
                    .ConfigureAwait(false),
                name)
            : TableMapping.FromProvisioned(
                await requests.GetAsync(what, TablePath(Database, name), ManagedJson.Default.ProvisionedTable, cancellationToken)
                    .ConfigureAwait(false),
                name);
    }

    /// <summary>Asks for a table to be made. Returns the operation to wait for; null where there is none.</summary>
    public async ValueTask<OperationAnswer?> CreateAsync(
        ManagedTableDefinition table, ManagedGeneration generation, CancellationToken cancellationToken)
    {
        string what = $"make the synced table '{table.Name}'";
        int tries = 0;
        try
        {
            if (generation == ManagedGeneration.Autoscaling)
            {
                return await requests.SendAsync(
                    what,
                    HttpMethod.Post,
                    $"{Postgres}/synced_tables?synced_table_id={Uri.EscapeDataString(table.Name)}",
                    () => Body(TableMapping.ToAutoscaling(table), ManagedJson.Default.AutoscalingRequest, ref tries),
                    ManagedJson.Default.OperationAnswer,
                    cancellationToken).ConfigureAwait(false);
            }

            await requests.SendAsync(
                what,
                HttpMethod.Post,
                $"{Database}/synced_tables",
                () => Body(TableMapping.ToProvisioned(table), ManagedJson.Default.ProvisionedTable, ref tries),
                ManagedJson.Default.ProvisionedTable,
                cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (LakebaseApiException exists) when (exists.Status == HttpStatusCode.Conflict && tries > 1)
        {
            // An earlier try may have made it, and its answer was lost. Somebody else's table looks otherwise.
            ManagedTable there = await GetAsync(table.Name, generation, cancellationToken).ConfigureAwait(false);
            bool isOurs = there.SourceTable == table.SourceTable
                && there.PrimaryKeyColumns.SequenceEqual(table.PrimaryKeyColumns)
                && there.SchedulingPolicy == table.SchedulingPolicy;
            if (!isOurs)
            {
                throw;
            }

            return null;
        }
    }

    /// <summary>Asks for a table to be deleted. Returns the operation to wait for; null where there is none.</summary>
    public async ValueTask<OperationAnswer?> DeleteAsync(
        string name, ManagedGeneration generation, bool purgeData, CancellationToken cancellationToken)
    {
        string what = $"delete the synced table '{name}'";
        int tries = 0;
        try
        {
            if (generation == ManagedGeneration.Autoscaling)
            {
                return await requests.SendAsync(
                    what,
                    HttpMethod.Delete,
                    TablePath(Postgres, name),
                    () => NoBody(ref tries),
                    ManagedJson.Default.OperationAnswer,
                    cancellationToken,
                    () => new OperationAnswer(null, true, null)).ConfigureAwait(false);
            }

            await requests.SendAsync(
                what,
                HttpMethod.Delete,
                TablePath(Database, name) + (purgeData ? "?purge_data=true" : ""),
                () => NoBody(ref tries),
                ManagedJson.Default.NoAnswer,
                cancellationToken,
                () => new NoAnswer()).ConfigureAwait(false);
            return null;
        }
        catch (LakebaseApiException gone) when (gone.Status == HttpStatusCode.NotFound && tries > 1)
        {
            // An earlier try deleted it, and its answer was lost.
            return null;
        }
    }

    /// <summary>How far an operation is.</summary>
    public ValueTask<OperationAnswer> PollAsync(string operation, CancellationToken cancellationToken)
    {
        // The name becomes part of a path: nothing that leads elsewhere.
        if (!operation.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '_' or '-')
            || operation.Split('/').Any(part => part is "" or "." or ".."))
        {
            throw new LakebaseApiException($"The workspace {Host} named an operation that is no resource name.", isTransient: false);
        }

        return requests.GetAsync("say how far the operation is", $"{Postgres}/{operation}", ManagedJson.Default.OperationAnswer, cancellationToken);
    }

    /// <summary>The tables of an instance.</summary>
    public async IAsyncEnumerable<ManagedTable> ListInstanceAsync(
        string instance, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string path = $"{Database}/instances/{Uri.EscapeDataString(instance)}/synced_tables";
        string? page = null;
        for (int count = 0; count < MaxPages; count++)
        {
            ProvisionedTableList list = await requests.GetAsync(
                $"list the synced tables of '{instance}'",
                page is null ? path : $"{path}?page_token={Uri.EscapeDataString(page)}",
                ManagedJson.Default.ProvisionedTableList,
                cancellationToken).ConfigureAwait(false);
            foreach (ProvisionedTable table in list.SyncedTables ?? [])
            {
                yield return TableMapping.FromProvisioned(table, "");
            }

            page = list.NextPageToken;
            if (string.IsNullOrEmpty(page))
            {
                yield break;
            }
        }
    }

    /// <summary>The full names of all tables of a schema in Unity Catalog.</summary>
    public async IAsyncEnumerable<string> ListCatalogAsync(
        string catalog, string schema, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string path = $"/api/2.1/unity-catalog/tables?catalog_name={Uri.EscapeDataString(catalog)}&schema_name={Uri.EscapeDataString(schema)}"
            + "&omit_columns=true&omit_properties=true";
        string? page = null;
        for (int count = 0; count < MaxPages; count++)
        {
            CatalogTableList list = await requests.GetAsync(
                $"list the tables of '{catalog}.{schema}'",
                page is null ? path : $"{path}&page_token={Uri.EscapeDataString(page)}",
                ManagedJson.Default.CatalogTableList,
                cancellationToken).ConfigureAwait(false);
            foreach (string name in (list.Tables ?? []).Select(table => table.FullName).OfType<string>())
            {
                yield return name;
            }

            page = list.NextPageToken;
            if (string.IsNullOrEmpty(page))
            {
                yield break;
            }
        }
    }

    private static string TablePath(string api, string name) => $"{api}/synced_tables/{Uri.EscapeDataString(name)}";

    private static JsonContent Body<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, ref int tries)
    {
        tries++;
        return JsonContent.Create(value, type);
    }

    private static HttpContent? NoBody(ref int tries)
    {
        tries++;
        return null;
    }
}
