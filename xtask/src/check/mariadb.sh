# Runs a MariaDB server in a folder of its own for as long as standard input is open, which is as long as the tests'
# process lives. Arguments: the server's program, and a free port. Answers with a line once it takes connections.
# Without tables of rights anybody on this machine is in; for a test, that spares the seconds of making them.
set -u
server=$1
port=$2
umask 077
folder=$(mktemp -d "${TMPDIR:-/tmp}/chakra-mariadb-XXXXXX") || exit 1
mkdir "$folder/data"
echo "CREATE DATABASE test;" >"$folder/init.sql"
cd /

"$server" --no-defaults --user="$(id -un)" --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
    --port="$port" --bind-address=127.0.0.1 --skip-grant-tables --init-file="$folder/init.sql" \
    --innodb-buffer-pool-size=16M --innodb-log-file-size=8M --innodb-flush-log-at-trx-commit=0 \
    >"$folder/log" 2>&1 </dev/null &
process=$!
trap 'kill "$process" 2>/dev/null; wait "$process"; rm -rf "$folder"' EXIT

until grep -q "ready for connections" "$folder/log"; do
    kill -0 "$process" 2>/dev/null || { cat "$folder/log" >&2; exit 1; }
    sleep 0.1
done
echo ready
cat >/dev/null
