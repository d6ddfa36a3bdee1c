# Shows that a long step lives: a line every 20 s with the time, what is done, how far it is and the log to follow.
# Sourced by tests/run and tests/demo.
# shellcheck shell=bash

progress_state='' # what is done now, a file: the lines are printed by a process of its own
progress_printer=''

# doing TITLE LOG [COUNT]: from now on this is done; COUNT is a text like '3 of 16 files', else the lines of LOG are told.
doing() {
    [ -z "$progress_state" ] || printf '%s\n' "$1" "$2" "${3:-}" >"$progress_state.new"
    [ -z "$progress_state" ] || mv "$progress_state.new" "$progress_state"
}

progress_line() {
    local title log count minutes=$((SECONDS / 60)) seconds=$((SECONDS % 60))
    { read -r title && read -r log && read -r count; } <"$progress_state" || return 0
    if [ -z "$count" ] && [ -f "$log" ]; then count="$(wc -l <"$log") lines"; fi
    printf '   %d:%02d  %s: %s, tail -f %s\n' "$minutes" "$seconds" "$title" "${count:-nothing yet}" "${log#"$PWD"/}"
}

# progress_begin STATE-FILE: starts the printer. It ends with the shell that started it, however that ends.
progress_begin() {
    progress_state=$1
    rm -f "$progress_state"
    local parent=$$
    (
        trap 'kill "$sleeper" 2>/dev/null; exit 0' TERM
        while sleep "${VPDN_PROGRESS_SECONDS:-20}" & sleeper=$!; wait $sleeper && kill -0 $parent 2>/dev/null; do
            [ ! -f "$progress_state" ] || progress_line
        done
    ) &
    progress_printer=$!
    disown "$progress_printer"
}

progress_end() {
    [ -z "$progress_printer" ] || kill "$progress_printer" 2>/dev/null || true
    rm -f "$progress_state"
    progress_printer='' progress_state=''
}
