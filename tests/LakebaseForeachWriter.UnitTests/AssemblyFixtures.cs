using Lakebase.TestSupport;

[assembly: AssemblyFixture(typeof(MachineToItself))]
