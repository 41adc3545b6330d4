"""The Python writer's paths without Spark. One command per line on standard input, one answer per line on standard output."""
import csv
import sys
import time
from datetime import datetime

import psycopg
from python_writer import PATHS, Table

PARSERS = {
    "bigint": int,
    "integer": int,
    "double precision": float,
    "text": str,
    "timestamp with time zone": datetime.fromisoformat,
}


def read(table, path):
    parsers = [PARSERS[type_] for type_ in table.types]
    with open(path, newline="") as file:
        return [tuple(p(cell) if cell else None for p, cell in zip(parsers, row)) for row in csv.reader(file)]


def main():
    connection, table, data = None, None, {}
    for line in sys.stdin:
        command, *arguments = line.rstrip("\n").split("\t")
        if command == "connect":
            if connection is not None:
                connection.close()
            connection = psycopg.connect(arguments[0])
        elif command == "table":
            name, columns, types, keys = arguments
            table, data = Table(name, columns.split(","), types.split(","), keys.split(",")), {}
        elif command == "load":
            data[arguments[0]] = read(table, arguments[1])
        elif command == "run":
            path, version, flush, upsert = PATHS[arguments[0]], arguments[1], int(arguments[2]), arguments[3] == "upsert"
            rows, conflict = data[version], table.conflict if upsert else ""
            start = time.perf_counter()
            for i in range(0, len(rows), flush):
                path(connection, table, rows[i:i + flush], conflict)
            print(time.perf_counter() - start, flush=True)
            continue
        print("ok", flush=True)


main()
