"""The Python writer's three paths on psycopg 3. One command per line on standard input, one answer per line on standard output."""
import csv
import sys
import time
from datetime import datetime

import psycopg

PARSERS = {
    "bigint": int,
    "integer": int,
    "double precision": float,
    "text": str,
    "timestamp with time zone": datetime.fromisoformat,
}


class Table:
    def __init__(self, name, columns, types, keys):
        self.name, self.columns, self.types = name, columns, types
        names = ", ".join(columns)
        self.insert = f"INSERT INTO {name} ({names}) VALUES "
        self.row = "(" + ", ".join(["%s"] * len(columns)) + ")"
        self.copy = f"COPY {name} ({names}) FROM STDIN"
        updates = ", ".join(f"{c} = EXCLUDED.{c}" for c in columns if c not in keys)
        self.conflict = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"

    def read(self, path):
        parsers = [PARSERS[type_] for type_ in self.types]
        with open(path, newline="") as file:
            return [tuple(p(cell) if cell else None for p, cell in zip(parsers, row)) for row in csv.reader(file)]


def executemany(connection, table, rows, conflict):
    with connection.cursor() as cursor:
        cursor.executemany(table.insert + table.row + conflict, rows)
    connection.commit()


def values(connection, table, rows, conflict):
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 100):
            part = rows[start:start + 100]
            sql = table.insert + ", ".join([table.row] * len(part)) + conflict
            cursor.execute(sql, [value for row in part for value in row])
    connection.commit()


def copy(connection, table, rows, conflict):
    with connection.cursor() as cursor:
        with cursor.copy(table.copy) as stream:
            for row in rows:
                stream.write_row(row)
    connection.commit()


def main():
    paths = {"executemany": executemany, "values": values, "copy": copy}
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
            data[arguments[0]] = table.read(arguments[1])
        elif command == "run":
            path, version, flush, upsert = paths[arguments[0]], arguments[1], int(arguments[2]), arguments[3] == "upsert"
            rows, conflict = data[version], table.conflict if upsert else ""
            start = time.perf_counter()
            for i in range(0, len(rows), flush):
                path(connection, table, rows[i:i + flush], conflict)
            print(time.perf_counter() - start, flush=True)
            continue
        print("ok", flush=True)


main()
