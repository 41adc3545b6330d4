using System.Globalization;
using System.Text;
using Lakebase.Schema;

namespace Lakebase.Flushing;

/// <summary>
/// Columns of a batch as a FROM item over array parameters, and the expression of each column's value. An array column takes three
/// parameters: all its elements in one array, and each row's first and last element.
/// </summary>
internal sealed class UnnestSource
{
    private readonly StringBuilder _arrays = new();
    private readonly StringBuilder _names = new();
    private readonly List<string> _values = [];
    private int _parameters;

    /// <summary>The source of these columns, in this order; <see cref="UnnestParameters"/> adds their parameters.</summary>
    public UnnestSource(TableMapping mapping, IReadOnlyList<int> ordinals)
    {
        foreach (int i in ordinals)
        {
            ColumnMapping column = mapping.Columns[i];
            string name = InsertSql.Column(i);
            if (!column.IsArray)
            {
                _values.Add(InsertSql.Cast($"u.{name}", column));
                Append(_arrays, $"{Next()}::{column.WireType.ArrayName}");
                Append(_names, name);
                continue;
            }

            _values.Add(InsertSql.Cast($"({Next()}::{column.WireType.ArrayName})[u.{name}_first:u.{name}_last]", column));
            Append(_arrays, $"{Next()}::integer[], {Next()}::integer[]");
            Append(_names, $"{name}_first, {name}_last");
        }
    }

    /// <summary>Each column's value, cast to the table's type where needed.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The FROM item.</summary>
    public string From => $"unnest({_arrays}) AS u({_names})";

    /// <summary>The FROM item with each row's number, from 1 on, as <c>u.lakebase_number</c>.</summary>
    public string FromNumbered => $"unnest({_arrays}) WITH ORDINALITY AS u({_names}, lakebase_number)";

    private string Next() => string.Create(CultureInfo.InvariantCulture, $"${++_parameters}");

    private static void Append(StringBuilder list, string item) => list.Append(list.Length == 0 ? "" : ", ").Append(item);
}
