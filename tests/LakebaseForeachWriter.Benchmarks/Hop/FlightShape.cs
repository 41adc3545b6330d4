using Microsoft.Spark.Sql;

namespace Lakebase.Benchmarks.Hop;

/// <summary>Rows of the shape of nycflights13's flights: 14 integers (some null), 4 short strings, a timestamp.</summary>
internal static class FlightShape
{
    public static DataFrame Rows(SparkSession spark, long count) => spark.Range(0, count).SelectExpr(
        "2013 AS year",
        "CAST(id % 12 + 1 AS INT) AS month",
        "CAST(id % 28 + 1 AS INT) AS day",
        "IF(id % 40 = 0, NULL, CAST(id % 2400 AS INT)) AS dep_time",
        "CAST(id % 2359 AS INT) AS sched_dep_time",
        "IF(id % 40 = 0, NULL, CAST(id % 100 - 20 AS INT)) AS dep_delay",
        "IF(id % 40 = 0, NULL, CAST((id + 180) % 2400 AS INT)) AS arr_time",
        "CAST((id + 170) % 2400 AS INT) AS sched_arr_time",
        "IF(id % 40 = 0, NULL, CAST(id % 120 - 30 AS INT)) AS arr_delay",
        "element_at(array('UA', 'AA', 'B6', 'DL', 'EV'), CAST(id % 5 + 1 AS INT)) AS carrier",
        "CAST(id % 8000 AS INT) AS flight",
        "concat('N', lpad(CAST(id % 99999 AS STRING), 5, '0')) AS tailnum",
        "element_at(array('EWR', 'LGA', 'JFK'), CAST(id % 3 + 1 AS INT)) AS origin",
        "element_at(array('IAH', 'MIA', 'BQN', 'ATL', 'ORD'), CAST(id % 5 + 1 AS INT)) AS dest",
        "IF(id % 40 = 0, NULL, CAST(id % 400 AS INT)) AS air_time",
        "CAST(id % 2500 AS INT) AS distance",
        "CAST(id % 24 AS INT) AS hour",
        "CAST(id % 60 AS INT) AS minute",
        "timestamp_seconds(1356998400 + id) AS time_hour");
}
