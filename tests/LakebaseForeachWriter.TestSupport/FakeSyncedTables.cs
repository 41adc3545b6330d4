using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lakebase.TestSupport;

/// <summary>
/// The synced tables of a <see cref="FakeWorkspace"/>, in both generations of the API: operations take a few questions, tables get ready
/// step by step, deleted ones stay known for a while. Thread-safe.
/// </summary>
public sealed class FakeSyncedTables
{
    private const string Postgres = "postgres";

    private readonly ConcurrentDictionary<string, Table> _tables = new(StringComparer.Ordinal);
    private int _operations;

    /// <summary>How often an operation says that it is not done.</summary>
    public int OperationQuestions { get; set; } = 2;

    /// <summary>How often a deleted table is still described.</summary>
    public int DeletingQuestions { get; set; } = 2;

    /// <summary>The states that a new table goes through, one per question; the last one stays.</summary>
    public IReadOnlyList<string> States { get; set; } =
        ["SYNCED_TABLE_PROVISIONING", "SYNCED_TABLE_PROVISIONING_INITIAL_SNAPSHOT", "SYNCED_TABLE_ONLINE_NO_PENDING_UPDATE"];

    /// <summary>What the service says of the state.</summary>
    public string Message { get; set; } = "";

    /// <summary>The error of the operations to come; null for none.</summary>
    public (string Code, string Message)? OperationError { get; set; }

    /// <summary>Whether the workspace knows the API of Autoscaling.</summary>
    public bool KnowsAutoscaling { get; set; } = true;

    /// <summary>Whether the workspace lists the tables of an instance: real ones do not.</summary>
    public bool ListsInstances { get; set; }

    /// <summary>Other tables that Unity Catalog lists, by full name.</summary>
    public ConcurrentBag<string> OtherTables { get; } = [];

    /// <summary>The synced tables that are there.</summary>
    public IReadOnlyList<string> Names => [.. _tables.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The body by which a table was made.</summary>
    public JsonNode RequestOf(string name) => _tables[name].Request;

    /// <summary>Puts a table there that can be read already.</summary>
    public void Add(string name, bool isAutoscaling, string request) =>
        _tables[name] = new Table(isAutoscaling, JsonNode.Parse(request)!) { Questions = int.MaxValue / 2 };

    /// <summary>The answer; null for requests about something else.</summary>
    internal (int Status, string Body)? Answer(WorkspaceRequest request)
    {
        string[] halves = request.Path.Split('?');
        string[] parts = [.. halves[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        string query = halves.Length > 1 ? halves[1] : "";
        return (request.Method, parts) switch
        {
            (_, ["api", "2.0", Postgres, "synced_tables", ..]) when !KnowsAutoscaling => Error(404, "ENDPOINT_NOT_FOUND", "No API found."),
            ("POST", ["api", "2.0", Postgres, "synced_tables"]) => Create(Parameter(query, "synced_table_id"), true, request.Body),
            ("POST", ["api", "2.0", "database", "synced_tables"]) =>
                Create(JsonNode.Parse(request.Body)!["name"]!.GetValue<string>(), false, request.Body),
            ("GET", ["api", "2.0", Postgres, "synced_tables", var name, "operations", var id]) => Poll($"synced_tables/{name}/operations/{id}"),
            ("GET", ["api", "2.0", var api, "synced_tables", var name]) => Describe(name, api == Postgres),
            ("DELETE", ["api", "2.0", var api, "synced_tables", var name]) => Delete(name, api == Postgres),
            ("GET", ["api", "2.0", "database", "instances", var instance, "synced_tables"]) => List(instance),
            ("GET", ["api", "2.1", "unity-catalog", "tables"]) =>
                ListCatalog(Parameter(query, "catalog_name"), Parameter(query, "schema_name"), Parameter(query, "page_token")),
            _ => null,
        };
    }

    private static string Parameter(string query, string name) => Uri.UnescapeDataString(
        query.Split('&').Select(pair => pair.Split('=', 2)).FirstOrDefault(pair => pair[0] == name) is [_, var value] ? value : "");

    private (int Status, string Body) Create(string name, bool isAutoscaling, string body)
    {
        Table table = new(isAutoscaling, JsonNode.Parse(body)!);
        if (!_tables.TryAdd(name, table))
        {
            return Error(409, "ALREADY_EXISTS", $"Table '{name}' already exists.");
        }

        return isAutoscaling ? NewOperation(name, table) : Json(Provisioned(name, table));
    }

    private (int Status, string Body) NewOperation(string name, Table table)
    {
        table.Operation = $"synced_tables/{name}/operations/{Interlocked.Increment(ref _operations)}";
        table.OperationLeft = OperationQuestions;
        return Operation(table);
    }

    private (int Status, string Body) Poll(string operation)
    {
        Table? table = _tables.Values.FirstOrDefault(table => table.Operation == operation);
        if (table is null)
        {
            return Error(404, "NOT_FOUND", $"Operation '{operation}' not found.");
        }

        table.OperationLeft--;
        return Operation(table);
    }

    private (int Status, string Body) Operation(Table table)
    {
        bool isDone = table.OperationLeft <= 0;
        return (isDone, OperationError) switch
        {
            (false, _) => Json(new { name = table.Operation, done = false, metadata = new { } }),
            (true, { } error) => Json(
                new { name = table.Operation, done = true, error = new { error_code = error.Code, message = error.Message } }),
            _ => Json(new { name = table.Operation, done = true, response = new { } }),
        };
    }

    private (int Status, string Body) Describe(string name, bool isAutoscaling)
    {
        if (!_tables.TryGetValue(name, out Table? table) || table.IsAutoscaling != isAutoscaling)
        {
            return Error(404, "NOT_FOUND", $"Synced table '{name}' does not exist.");
        }

        if (table.DeletingLeft is { } left)
        {
            table.DeletingLeft = left - 1;
            if (left == 0)
            {
                _tables.TryRemove(name, out _);
                return Error(404, "NOT_FOUND", $"Synced table '{name}' does not exist.");
            }
        }

        table.Questions++;
        return Json(isAutoscaling ? Autoscaling(name, table) : Provisioned(name, table));
    }

    private (int Status, string Body) Delete(string name, bool isAutoscaling)
    {
        if (!_tables.TryGetValue(name, out Table? table) || table.IsAutoscaling != isAutoscaling || table.DeletingLeft is not null)
        {
            return Error(404, "NOT_FOUND", $"Synced table '{name}' does not exist.");
        }

        table.DeletingLeft = DeletingQuestions;

        // As the real one: the operation is over at once.
        return isAutoscaling ? Json(new { name = $"synced_tables/{name}/operations/0", done = true, response = new { } }) : (200, "");
    }

    private (int Status, string Body) List(string instance)
    {
        if (!ListsInstances)
        {
            return Error(501, "NOT_IMPLEMENTED", "ListSyncedDatabaseTables is not implemented.");
        }

        return Json(new
        {
            synced_tables = _tables.Where(table => table.Value.Request["database_instance_name"]?.GetValue<string>() == instance)
                .Select(table => Provisioned(table.Key, table.Value)),
        });
    }

    // Two per page.
    private (int Status, string Body) ListCatalog(string catalog, string schema, string page)
    {
        string prefix = $"{catalog}.{schema}.";
        string[] all = [.. _tables.Keys.Concat(OtherTables).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        int start = page.Length == 0 ? 0 : int.Parse(page, System.Globalization.CultureInfo.InvariantCulture);
        var tables = all.Skip(start).Take(2).Select(name => new { full_name = name, table_type = "MANAGED" });
        return start + 2 < all.Length ? Json(new { tables, next_page_token = $"{start + 2}" }) : Json(new { tables });
    }

    private string StateOf(Table table) => States[Math.Min(Math.Max(table.Questions, 1), States.Count) - 1];

    private JsonObject Autoscaling(string name, Table table) => new()
    {
        ["name"] = $"synced_tables/{name}",
        ["synced_table_id"] = name,
        ["spec"] = table.Request["spec"]!.DeepClone(),
        ["status"] = new JsonObject
        {
            ["detailed_state"] = StateOf(table),
            ["message"] = Message,
            ["pipeline_id"] = "pipeline-1",
            ["last_processed_commit_version"] = "41",
            ["unity_catalog_provisioning_state"] = table.DeletingLeft is null ? "ACTIVE" : "DELETING",
            ["ongoing_sync_progress"] = Progress(table),
            ["last_sync"] = LastSync(),
        },
    };

    private JsonObject Provisioned(string name, Table table) => new()
    {
        ["name"] = name,
        ["database_instance_name"] = table.Request["database_instance_name"]?.DeepClone(),
        ["effective_logical_database_name"] = table.Request["logical_database_name"]?.DeepClone() ?? "databricks_postgres",
        ["spec"] = table.Request["spec"]!.DeepClone(),
        ["data_synchronization_status"] = new JsonObject
        {
            ["detailed_state"] = StateOf(table).Replace("TABLE_OFFLINE", "TABLED_OFFLINE", StringComparison.Ordinal),
            ["message"] = Message,
            ["pipeline_id"] = "pipeline-1",
            ["provisioning_status"] = new JsonObject { ["initial_pipeline_sync_progress"] = Progress(table) },
            ["last_sync"] = LastSync(),
        },
        ["unity_catalog_provisioning_state"] = table.DeletingLeft is null ? "ACTIVE" : "DELETING",
    };

    private JsonObject? Progress(Table table) => !StateOf(table).Contains("SNAPSHOT", StringComparison.Ordinal) ? null : new JsonObject
    {
        ["sync_progress_completion"] = 0.25,
        ["synced_row_count"] = 250,
        ["total_row_count"] = 1_000,
        ["estimated_completion_time_seconds"] = 90.5,
        ["provisioning_phase"] = "PROVISIONING_PHASE_MAIN",
    };

    private static JsonObject LastSync() => new()
    {
        ["delta_table_sync_info"] = new JsonObject
        {
            ["delta_commit_version"] = 41,
            ["delta_commit_timestamp"] = "2026-03-01T10:00:00Z",
        },
        ["sync_start_timestamp"] = "2026-03-01T10:00:05Z",
        ["sync_end_timestamp"] = "2026-03-01T10:00:20Z",
    };

    private static (int Status, string Body) Json(object value) => (200, JsonSerializer.Serialize(value));

    private static (int Status, string Body) Error(int status, string code, string message) =>
        (status, JsonSerializer.Serialize(new { error_code = code, message }));

    private sealed class Table(bool isAutoscaling, JsonNode request)
    {
        public bool IsAutoscaling { get; } = isAutoscaling;

        public JsonNode Request { get; } = request;

        public string? Operation { get; set; }

        public int OperationLeft { get; set; }

        public int Questions { get; set; }

        public int? DeletingLeft { get; set; }
    }
}
