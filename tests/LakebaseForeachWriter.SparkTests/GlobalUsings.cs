global using Lakebase.TestSupport;
