# The steps of tests/run that fuzz; sourced by it.
# shellcheck shell=bash
# shellcheck disable=SC2154  # top, build, logs come from tests/run

# The default seed is fixed, so that a change is not blamed for what chance finds.
# fuzz_for SECONDS: each target, from its corpus, new inputs into the build directory. As many at once as cores.
fuzz_for() {
    local seconds=$1 target name log
    local targets=()
    build_flavour fuzz fuzz-targets || return
    mapfile -t targets <"$build/fuzz/fuzz-targets"
    [ ${#targets[@]} -gt 0 ] && [ -n "${targets[0]}" ] || {
        fail 'fuzz: no target'
        return
    }
    mkdir -p "$logs/fuzz"
    doing fuzz "$logs/fuzz/*" "${#targets[@]} targets, $seconds s each, $(nproc) at a time"
    printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I{} bash -c '
        name=${1##*/fuzz_}
        mkdir -p "$2/fuzz/found/$name" "$2/fuzz/crashes"
        "$2/fuzz/$1" -seed="${VPDN_FUZZ_SEED:-1}" -max_total_time="$3" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
            -artifact_prefix="$2/fuzz/crashes/$name-" \
            "$2/fuzz/found/$name" "$4/tests/fuzz/corpus/$name" >"$2/logs/fuzz/$name.log" 2>&1 </dev/null
        echo $? >"$2/logs/fuzz/$name.status"' fuzz {} "$build" "$seconds" "$top"
    for target in "${targets[@]}"; do
        name=${target##*/fuzz_} log=$logs/fuzz/${target##*/fuzz_}.log
        if [ "$(cat "$logs/fuzz/$name.status")" = 0 ]; then
            pass
            echo "   $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs in $seconds s"
        else
            fail "fuzz $name" "$log"
        fi
    done
}
step_fuzz() { fuzz_for "${VPDN_FUZZ_SECONDS:-20}"; }
step_fuzz_long() { VPDN_FUZZ_SEED=0 fuzz_for 600; } # seed 0: another one each time
