namespace Lakebase.Managed;

/// <summary>The pipeline that is made for a synced table. Null members are left to the service.</summary>
public sealed class NewPipeline
{
    /// <summary>The Unity Catalog catalog for the pipeline's own files; a standard one, where this identity may create Delta tables. Default:
    /// null.</summary>
    public string? StorageCatalog { get; set; }

    /// <summary>The schema for the pipeline's own files. Default: null.</summary>
    public string? StorageSchema { get; set; }

    /// <summary>The budget policy that its cost counts to. Default: null.</summary>
    public string? BudgetPolicyId { get; set; }

    /// <summary>The release channel of its runtime. Default: null, which means <see cref="PipelineChannel.Current"/>.</summary>
    public PipelineChannel? Channel { get; set; }
}
