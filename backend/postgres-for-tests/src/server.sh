# Runs a PostgreSQL server in its own folder while standard input is open, which is as long as the tests' process lives.
# Arguments: the folder of PostgreSQL's programs, and a free port. Reads the lines "stop", "start", "demote", "promote",
# "freeze" and "thaw". Answers each with "done" or "failed", and the first start with the folder.
set -u
programs=$1
port=$2
umask 077
folder=$(mktemp -d "${TMPDIR:-/tmp}/chakra-postgres-XXXXXX") || exit 1

control() { "$programs/pg_ctl" -D "$folder/data" "$@" >>"$folder/control" 2>&1; }
# Without fsync, a crash of the machine would lose committed data. A crash of the server does not.
start() {
    control -w -t 60 -l "$folder/log" -o "-p $port -k $folder -c listen_addresses=127.0.0.1 -c fsync=off \
        -c full_page_writes=off -c max_connections=300" start
}
server() { head -n 1 "$folder/data/postmaster.pid"; }
# The server, and its process for each connection.
signal() {
    for process in $(server) $(ps -o pid= --ppid "$(server)"); do kill "-$1" "$process"; done
}
trap 'control -m immediate stop; rm -rf "$folder"' EXIT

"$programs/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --no-locale --no-sync \
    >"$folder/control" 2>&1 && start || { cat "$folder/control" "$folder/log" >&2; exit 1; }
echo "$folder"
while read -r wish; do
    case $wish in
        stop) control -m immediate -w stop ;;
        start) start ;;
        demote) control -m fast -w stop && touch "$folder/data/standby.signal" && start ;;
        promote) control -w promote ;;
        freeze) signal STOP ;;
        thaw) signal CONT ;;
    esac && echo done || echo failed
done
# A suspended process cannot be stopped.
signal CONT 2>/dev/null
