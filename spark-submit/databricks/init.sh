#!/usr/bin/env bash
# Cluster-scoped init script of Databricks: puts a .NET application that was published with its runtime onto each machine.
# It must lie in a Unity Catalog volume itself: only such a script may read volumes.
set -euo pipefail

archive=/Volumes/main/lakebase/files/app.tar.gz
folder=/opt/lakebase/app

mkdir -p "$folder"
tar -xzf "$archive" -C "$folder"
chmod -R a+rX "$folder"
