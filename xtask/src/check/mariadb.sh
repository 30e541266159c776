# Runs a MariaDB server in its own folder while standard input is open, which is as long as the tests' process lives.
# Arguments: the server's program, and a free port. Prints a line once the server accepts connections. Without privilege
# tables anybody on this machine has access. For a test, this saves the seconds it takes to create them.
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
