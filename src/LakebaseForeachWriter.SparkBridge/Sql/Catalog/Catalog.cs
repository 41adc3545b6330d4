using Microsoft.Spark.Interop;

namespace Microsoft.Spark.Sql.Catalog;

/// <summary>Databases, tables and cached tables of a session.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed partial class Catalog
{
    private readonly JvmObject _jvm;

    internal Catalog(JvmObject jvm) => _jvm = jvm;

    /// <summary>The current database.</summary>
    public string CurrentDatabase() => _jvm.CallText("currentDatabase")!;

    /// <summary>Changes the current database.</summary>
    public void SetCurrentDatabase(string dbName) => _jvm.CallVoid("setCurrentDatabase", dbName);

    /// <summary>Whether a database exists.</summary>
    public bool DatabaseExists(string dbName) => _jvm.CallBool("databaseExists", dbName);

    /// <summary>Whether a table or view exists.</summary>
    public bool TableExists(string tableName) => _jvm.CallBool("tableExists", tableName);

    /// <summary>Whether a table or view exists in a database.</summary>
    public bool TableExists(string dbName, string tableName) => _jvm.CallBool("tableExists", dbName, tableName);

    /// <summary>Whether a function exists.</summary>
    public bool FunctionExists(string functionName) => _jvm.CallBool("functionExists", functionName);

    /// <summary>Whether a function exists in a database.</summary>
    public bool FunctionExists(string dbName, string functionName) => _jvm.CallBool("functionExists", dbName, functionName);

    /// <summary>All databases.</summary>
    public DataFrame ListDatabases() => ListOf("listDatabases");

    /// <summary>All tables and views of the current database.</summary>
    public DataFrame ListTables() => ListOf("listTables");

    /// <summary>All tables and views of a database.</summary>
    public DataFrame ListTables(string dbName) => ListOf("listTables", dbName);

    /// <summary>All functions of the current database.</summary>
    public DataFrame ListFunctions() => ListOf("listFunctions");

    /// <summary>All functions of a database.</summary>
    public DataFrame ListFunctions(string dbName) => ListOf("listFunctions", dbName);

    /// <summary>The columns of a table.</summary>
    public DataFrame ListColumns(string tableName) => ListOf("listColumns", tableName);

    /// <summary>The columns of a table of a database.</summary>
    public DataFrame ListColumns(string dbName, string tableName) => ListOf("listColumns", dbName, tableName);

    /// <summary>What is known of a database.</summary>
    public Database GetDatabase(string dbName) => new(_jvm.CallObject("getDatabase", dbName));

    /// <summary>What is known of a table or view.</summary>
    public Table GetTable(string tableName) => new(_jvm.CallObject("getTable", tableName));

    /// <summary>What is known of a table or view of a database.</summary>
    public Table GetTable(string dbName, string tableName) => new(_jvm.CallObject("getTable", dbName, tableName));

    /// <summary>What is known of a function.</summary>
    public Function GetFunction(string functionName) => new(_jvm.CallObject("getFunction", functionName));

    /// <summary>What is known of a function of a database.</summary>
    public Function GetFunction(string dbName, string functionName) => new(_jvm.CallObject("getFunction", dbName, functionName));

    /// <summary>Removes a temporary view.</summary>
    public bool DropTempView(string viewName) => _jvm.CallBool("dropTempView", viewName);

    /// <summary>Removes a view of the whole application.</summary>
    public bool DropGlobalTempView(string viewName) => _jvm.CallBool("dropGlobalTempView", viewName);

    /// <summary>Keeps a table in memory.</summary>
    public void CacheTable(string tableName) => _jvm.CallVoid("cacheTable", tableName);

    /// <summary>Forgets a kept table.</summary>
    public void UncacheTable(string tableName) => _jvm.CallVoid("uncacheTable", tableName);

    /// <summary>Whether a table is kept in memory.</summary>
    public bool IsCached(string tableName) => _jvm.CallBool("isCached", tableName);

    /// <summary>Forgets all kept tables.</summary>
    public void ClearCache() => _jvm.CallVoid("clearCache");

    /// <summary>Reads a table's files anew.</summary>
    public void RefreshTable(string tableName) => _jvm.CallVoid("refreshTable", tableName);

    /// <summary>Reads everything under a path anew.</summary>
    public void RefreshByPath(string path) => _jvm.CallVoid("refreshByPath", path);

    /// <summary>Finds the partitions of a table anew.</summary>
    public void RecoverPartitions(string tableName) => _jvm.CallVoid("recoverPartitions", tableName);

    private DataFrame ListOf(string method, params ReadOnlySpan<object?> arguments)
    {
        using var typed = _jvm.CallObject(method, arguments);
        return new DataFrame(typed.CallObject("toDF"));
    }
}
