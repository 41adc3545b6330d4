namespace Lakebase.SparkRows.Payload;

/// <summary>How a payload names a type for the first time. The numbers are part of the format.</summary>
internal enum PayloadTypeForm : byte
{
    Named = 0,
    Array = 1,
    MultidimensionalArray = 2,
    Generic = 3,
}
