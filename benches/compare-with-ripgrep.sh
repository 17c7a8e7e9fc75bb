#!/usr/bin/env bash
# Times a whole run over local checkouts, beside ripgrep searching the same files for the same words.
#
#     benches/compare-with-ripgrep.sh ROOT [RUNS]
#
# ROOT is a folder with one checkout or many. Needs cargo, rg and GNU time (/usr/bin/time).
# Ends with status 1 when a limit is passed; the limits hold for roots of some million lines.
set -euo pipefail

most_times=6
most_mb=150

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 2
}

[ $# -ge 1 ] || fail "name a folder with checkouts: $0 ROOT [RUNS]"
[ -d "$1" ] || fail "$1 is no folder"
root=$(cd "$1" && pwd)
runs=${2:-5}
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in cargo rg /usr/bin/time; do
    command -v "$tool" >/dev/null || fail "$tool is not installed"
done

work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cargo build --release --locked --quiet --bin cargo-golive --example words
built=${CARGO_TARGET_DIR:-target}/release
golive=$(cd "$built" && pwd)/cargo-golive
"$built/examples/words" >"$work/words"

# Runs a command in ROOT and adds its milliseconds and its peak memory in MB to the file $1.
measure() {
    local to=$1 start end status=0
    shift
    start=${EPOCHREALTIME//[.,]/}
    (cd "$root" && /usr/bin/time -f %M -o "$work/memory" "$@" >/dev/null 2>"$work/stderr") || status=$?
    end=${EPOCHREALTIME//[.,]/}
    # 1 is no match, or findings at deny.
    [ "$status" -le 1 ] || fail "$1 ended with status $status: $(head -n 3 "$work/stderr")"
    printf '%s %s\n' $(((end - start) / 1000)) $(($(tail -n 1 "$work/memory") / 1024)) >>"$to"
}

median() {
    cut -d ' ' -f "$2" "$1" | sort -n | sed -n "$((runs / 2 + 1))p"
}

# Once without a clock, so that both find the files in the page cache.
measure "$work/unused" rg -c -w -F -f "$work/words" -t rust "$root"
for _ in $(seq "$runs"); do
    measure "$work/rg" rg -c -w -F -f "$work/words" -t rust "$root"
    measure "$work/golive" "$golive" check
done

rg_ms=$(median "$work/rg" 1)
rg_mb=$(median "$work/rg" 2)
golive_ms=$(median "$work/golive" 1)
golive_mb=$(median "$work/golive" 2)
printf 'medians of %s runs over %s, %s words\n' "$runs" "$root" "$(wc -l <"$work/words")"
printf '  rg -c -w -F -f WORDS   %6s ms  %5s MB\n' "$rg_ms" "$rg_mb"
printf '  cargo-golive check     %6s ms  %5s MB\n' "$golive_ms" "$golive_mb"
awk -v a="$golive_ms" -v b="$rg_ms" 'BEGIN { printf "  ratio                  %6.2f\n", a / b }'
if [ "$golive_ms" -gt $((rg_ms * most_times)) ] || [ "$golive_mb" -gt "$most_mb" ]; then
    echo "  too much: at most $most_times times ripgrep, and $most_mb MB"
    exit 1
fi
