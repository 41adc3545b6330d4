"""The Python writer's three paths on psycopg 3, each of which writes and commits one batch of rows."""


class Table:
    def __init__(self, name, columns, types, keys):
        self.name, self.columns, self.types = name, columns, types
        names = ", ".join(columns)
        self.insert = f"INSERT INTO {name} ({names}) VALUES "
        self.row = "(" + ", ".join(["%s"] * len(columns)) + ")"
        self.copy = f"COPY {name} ({names}) FROM STDIN"
        updates = ", ".join(f"{c} = EXCLUDED.{c}" for c in columns if c not in keys)
        self.conflict = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {updates}"


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


PATHS = {"executemany": executemany, "values": values, "copy": copy}
