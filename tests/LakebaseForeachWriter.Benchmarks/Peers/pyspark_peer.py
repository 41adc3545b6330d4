"""The Python writer's paths inside PySpark's foreach. One command per line on standard input, one answer per line on standard output."""
import os
import sys
import tempfile
import time

import psycopg
import python_writer
from pyspark.sql import SparkSession


class Writer:
    """A batch of rows is written as soon as it is full, by the thread that brings the rows; the rest when the partition ends."""

    def __init__(self, conninfo, table, path, upsert, batch):
        self.conninfo, self.table, self.path, self.batch = conninfo, table, path, batch
        self.conflict = table.conflict if upsert else ""

    def open(self, partition_id, epoch_id):
        self.connection = psycopg.connect(self.conninfo)
        self.rows = []
        return True

    def process(self, row):
        self.rows.append(tuple(row))
        if len(self.rows) >= self.batch:
            self.flush()

    def close(self, error):
        if error is None and self.rows:
            self.flush()
        self.connection.close()

    def flush(self):
        python_writer.PATHS[self.path](self.connection, self.table, self.rows, self.conflict)
        self.rows = []


def main():
    # Standard output is for the answers; what Spark prints goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    spark = SparkSession.builder.appName("pyspark peer").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    print("ready", file=answers, flush=True)
    for line in sys.stdin:
        parquet, conninfo, name, columns, keys, path, mode, batch = line.rstrip("\n").split("\t")
        table = python_writer.Table(name, columns.split(","), None, keys.split(","))
        rows = spark.readStream.schema(spark.read.parquet(parquet).schema).parquet(parquet)
        start = time.perf_counter()
        with tempfile.TemporaryDirectory() as checkpoint:
            query = (rows.writeStream.foreach(Writer(conninfo, table, path, mode == "upsert", int(batch)))
                     .option("checkpointLocation", checkpoint).trigger(availableNow=True).start())
            query.awaitTermination()
            seconds = time.perf_counter() - start
        print(seconds, file=answers, flush=True)
    spark.stop()


main()
